-- A package for a person who posts by hand: what to post, until when, and who was told.
create table hand_offs (
  delivery_id uuid primary key references deliveries (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- Words, files, checklist: what the person sees, as it was when it was prepared.
  package jsonb not null,
  ticked integer[] not null default '{}',
  -- A link carries the version it was made for; a higher one makes it worthless.
  link_version integer not null default 1,
  due_at timestamptz not null,
  prepared_at timestamptz not null,
  reminders integer not null default 0,
  reminded_at timestamptz,
  -- Why the last message to the person's phone did not go out; empty when it did, or when none is wanted.
  message_problem text not null default ''
);
create index hand_offs_by_time on hand_offs (workspace_id, due_at);

create table hand_off_settings (
  id uuid primary key,
  workspace_id uuid not null unique references workspaces (id) on delete cascade,
  lead_minutes integer not null default 30 check (lead_minutes between 0 and 1440),
  -- Where the link is sent to: a chat of a bot, and whether both are of the rehearsal network.
  chat_id text not null default '',
  rehearsal boolean not null default false,
  sealed_bot_token bytea,
  updated_at timestamptz not null default now()
);
