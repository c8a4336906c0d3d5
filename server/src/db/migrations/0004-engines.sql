-- Engines that people connect, which of them makes what, and the work they were given.
create table engine_instances (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  kind text not null,
  name text not null,
  address text not null,
  sealed_key bytea,
  settings jsonb not null default '{}',
  enabled boolean not null default true,
  -- Counts the changes that an opened adapter must see.
  revision integer not null default 1,
  -- What it said of itself when it was last asked.
  probe jsonb,
  probed_at timestamptz,
  health text not null default 'unknown' check (health in ('unknown', 'ok', 'unreachable')),
  health_message text not null default '',
  health_hint text not null default '',
  -- In a row; a success sets it back.
  failures integer not null default 0,
  set_aside_until timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, kind, address)
);

-- Which engine makes what: of the whole workspace (no character), or of one character.
create table engine_routes (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid references characters (id) on delete cascade,
  medium text not null check (medium in ('image', 'text', 'speech', 'video')),
  choice jsonb not null,
  unique nulls not distinct (workspace_id, character_id, medium)
);

-- Work handed to a connected engine, by the ticket it gave: it is looked up after a restart of either side.
create table engine_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  instance_id uuid not null references engine_instances (id) on delete cascade,
  -- The take, or whatever else is made: a run is found again by it.
  subject text not null,
  medium text not null,
  ability text not null,
  ticket text not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed', 'lost')),
  message text not null default '',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index engine_runs_of_instance on engine_runs (instance_id, started_at desc);
create unique index engine_runs_open on engine_runs (subject) where state = 'running';
