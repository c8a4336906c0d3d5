export { canSpend } from './can-spend.ts';
export { type Payment, paidEngine } from './paid-engine.ts';
export { type CallEnd, type PaidCall, type Reservation, reserve, settle } from './reserve.ts';
