export { canSpend } from './can-spend.ts';
export { paidEngine } from './paid-engine.ts';
export { reserve, settle } from './reserve.ts';
