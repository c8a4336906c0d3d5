import type { SealedColumn } from '#db/sealed-column.ts';
import type { AccountId } from '#kernel/ids.ts';
import { registrationSealedFor } from './app-registrations.ts';
import { sealedFor } from './queries.ts';
import { signInSealedFor } from './sign-in-kept.ts';

/** Where this feature keeps sealed secrets. */
export const accountsSealedColumns: readonly SealedColumn[] = [
  {
    table: 'accounts',
    column: 'credentials',
    // Empty ones of accounts disconnected long ago are sealed for nobody.
    purposesOf: (id) => [sealedFor(id as AccountId), 'disconnected'],
    unless: 'renewing_until > now()',
  },
  { table: 'app_registrations', column: 'sealed_fields', purposesOf: (id) => [registrationSealedFor(id)] },
  { table: 'account_sign_ins', column: 'sealed', purposesOf: (id) => [signInSealedFor(id)] },
];
