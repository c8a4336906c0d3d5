export { noteFailure, noteSuccess } from './account-health.ts';
export { healthNow, needsPerson } from './health-rules.ts';
export { platformAccount, studioUrl } from './platform-account.ts';
export { platformCall } from './platform-call.ts';
export {
  type AccountRow,
  accountsForWebhooks,
  accountsOf,
  findAccount,
  lockAccount,
  markAccount,
  openCredentials,
} from './queries.ts';
export { asking, whenChanging } from './refusal.ts';
export { accountsSealedColumns } from './sealed-columns.ts';
