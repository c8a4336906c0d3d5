import { handle } from '#jobs/handle.ts';
import { checkDueAccounts } from './check-account.ts';
import { checkAccountsJob } from './jobs.ts';

export const accountsJobHandlers = [
  handle(checkAccountsJob, (app, _payload, signal) => checkDueAccounts(app, signal)),
];
