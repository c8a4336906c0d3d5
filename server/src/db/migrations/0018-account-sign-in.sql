-- Signing in on a platform's own page, app registrations, health that clears by itself, first-connect checks.
alter table accounts
  -- What a person should do about its health.
  add column health_hint text not null default '',
  -- 'retry' and 'quota' are over by then.
  add column health_until timestamptz,
  add column pause_reason text not null default '',
  -- When the token now in use was given: with its end, this tells how long tokens live there.
  add column token_issued_at timestamptz,
  -- Accounts that were granted together: one permission at the platform stands behind them all.
  add column grant_id uuid,
  add column warnings text[] not null default '{}';

-- What a workspace registered at a platform (client id and secret, or a server's address), for all its accounts there.
create table app_registrations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  platform text not null,
  sealed_fields bytea not null,
  created_at timestamptz not null default now(),
  replaced_at timestamptz,
  unique (workspace_id, platform)
);

-- A person on the way through a platform's page. The state is known by its hash and works once.
create table account_sign_ins (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  -- The account that is connected again; null for a new one.
  account_id uuid references accounts (id) on delete cascade,
  user_id text not null,
  platform text not null,
  mode text not null check (mode in ('rehearsal', 'live')),
  state_hash text not null unique,
  -- While 'begun' what the adapter needs to finish; while 'choosing' the accounts to choose from.
  sealed bytea,
  step text not null default 'begun' check (step in ('begun', 'finishing', 'choosing', 'done', 'failed')),
  -- The accounts that were connected.
  account_ids uuid[] not null default '{}',
  message text not null default '',
  hint text not null default '',
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index account_sign_ins_by_age on account_sign_ins (expires_at);

-- First-connect checks: a row per form that was tried on an account.
create table account_trials (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  -- The steps of one check share it.
  run_id uuid not null,
  position integer not null,
  step text not null check (step in ('text', 'picture', 'pictures', 'video', 'story', 'thread', 'first_comment')),
  outcome text not null default 'waiting'
    check (outcome in ('waiting', 'running', 'passed', 'failed', 'left_behind', 'skipped')),
  -- Whether others can see the post while it stands.
  public boolean not null,
  handles jsonb not null default '{}',
  -- Set right before the call that can publish.
  sent boolean not null default false,
  remote_id text,
  url text,
  disclosed boolean,
  evidence text not null default '',
  failure text,
  remote_code text,
  message text not null default '',
  hint text not null default '',
  seconds real,
  api_version text,
  adapter_version text not null,
  started_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  unique (run_id, position)
);
create index account_trials_by_account on account_trials (account_id, created_at desc);
