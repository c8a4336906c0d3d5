-- What others did on the platforms: comments, mentions, messages, and numbers as they were read.
create table remote_comments (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  -- Ours that it stands under; null for a mention elsewhere.
  delivery_id uuid references deliveries (id) on delete cascade,
  kind text not null check (kind in ('comment', 'mention')),
  remote_id text not null,
  parent_remote_id text,
  author_remote_id text not null,
  author_handle text not null,
  author_name text not null,
  mine boolean not null,
  text text not null,
  url text,
  likes integer,
  hidden boolean not null default false,
  written_at timestamptz not null,
  read_at timestamptz not null,
  unique (account_id, remote_id)
);
create index remote_comments_newest on remote_comments (workspace_id, written_at desc, id desc);
create index remote_comments_of_delivery on remote_comments (delivery_id, written_at, id);

create table remote_messages (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  conversation_id text not null,
  remote_id text not null,
  author_remote_id text not null,
  author_handle text not null,
  author_name text not null,
  mine boolean not null,
  text text not null,
  reply_until timestamptz,
  written_at timestamptz not null,
  read_at timestamptz not null,
  unique (account_id, remote_id)
);
create index remote_messages_newest on remote_messages (workspace_id, written_at desc, id desc);

-- Written only when something changed since the last reading.
create table delivery_numbers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  delivery_id uuid not null references deliveries (id) on delete cascade,
  read_at timestamptz not null,
  likes integer,
  comments integer,
  shares integer,
  saves integer,
  views integer,
  reach integer,
  raw jsonb not null,
  primary key (delivery_id, read_at)
);
create table account_numbers (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  read_at timestamptz not null,
  followers integer,
  following integer,
  posts integer,
  raw jsonb not null,
  primary key (account_id, read_at)
);

-- When what is read next. One row for an account, and one for each published delivery until it is old.
create table readings (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  delivery_id uuid references deliveries (id) on delete cascade,
  next_at timestamptz not null,
  read_at timestamptz,
  -- Where mentions and messages go on.
  cursors jsonb not null default '{}',
  failures integer not null default 0,
  message text not null default '',
  unique nulls not distinct (account_id, delivery_id)
);
create index readings_due on readings (next_at);

-- A published post that was taken down again, by us.
alter table deliveries drop constraint deliveries_state_check;
alter table deliveries add constraint deliveries_state_check check (state in
  ('planned', 'scheduled', 'sending', 'published', 'failed', 'unknown', 'handed_off', 'missed', 'cancelled', 'removed'));
