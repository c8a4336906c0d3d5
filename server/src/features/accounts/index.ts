export { platformAccount, studioUrl } from './platform-account.ts';
export {
  type AccountRow,
  accountsOf,
  findAccount,
  keepCredentials,
  lockAccount,
  markAccount,
} from './queries.ts';
