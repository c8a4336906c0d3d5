-- Accounts: the closed list of states, limits of their own, posting by hand, one renewal at a time.
alter table accounts drop constraint accounts_health_check;
update accounts set health = 'reauth' where health = 'needs_reconnect';
alter table accounts add constraint accounts_health_check
  check (health in ('ok', 'retry', 'quota', 'reauth', 'checkpoint', 'restricted', 'policy', 'gone'));
alter table accounts drop constraint accounts_mode_check;
alter table accounts add constraint accounts_mode_check check (mode in ('rehearsal', 'live', 'hand_off'));
alter table accounts add column limits jsonb not null default '{}';
-- Whoever renews the credentials holds them until then; a process that died lets go by the passing of time.
alter table accounts add column renewing_until timestamptz;

-- Calls counted by slices of their window, so that a rolling window is never exceeded.
create table call_counts (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- 'account <id>', or 'app <platform> <client id>' for what all accounts of one app registration share.
  scope text not null,
  bucket text not null,
  slice_start timestamptz not null,
  used integer not null,
  primary key (workspace_id, scope, bucket, slice_start)
);
-- A bucket that the platform itself has closed.
create table call_pauses (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  scope text not null,
  bucket text not null,
  until timestamptz not null,
  primary key (workspace_id, scope, bucket)
);

-- The shape of a post: a story, or a thread whose further parts have media of their own.
alter table posts add column form text not null default 'feed' check (form in ('feed', 'story', 'thread'));
alter table posts add column title text not null default '';
alter table posts add column parts text[] not null default '{}';
alter table posts add column first_comment text not null default '';
alter table post_assets add column part integer not null default 0;
alter table post_assets drop constraint post_assets_pkey;
alter table post_assets add primary key (post_id, part, position);

-- A platform's own choices for one delivery, by the names of its manifest.
alter table deliveries add column options jsonb not null default '{}';
alter table deliveries add column warnings text[] not null default '{}';
