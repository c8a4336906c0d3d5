export type { AccountHealth } from './contract.ts';
export { platformAccount, studioUrl } from './platform-account.ts';
export { platformCall } from './platform-call.ts';
export {
  type AccountRow,
  accountsOf,
  findAccount,
  lockAccount,
  markAccount,
} from './queries.ts';
