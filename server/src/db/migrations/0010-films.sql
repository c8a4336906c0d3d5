-- Music people upload for their films, with what they stated about their right to use it.
create table music_files (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  sha256 text not null,
  bytes bigint not null,
  duration_seconds real not null,
  -- Integrated loudness, EBU R128.
  lufs real not null,
  statement text not null,
  stated_by jsonb not null,
  created_at timestamptz not null,
  unique (workspace_id, sha256)
);

create table films (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  title text not null,
  draft jsonb not null,
  -- Goes up by one with each change; a change names the one it was made from.
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz
);
create index films_newest on films (workspace_id, updated_at desc, id desc);

create table film_versions (
  film_id uuid not null references films (id) on delete cascade,
  version integer not null,
  title text not null,
  draft jsonb not null,
  actor jsonb not null,
  created_at timestamptz not null,
  primary key (film_id, version)
);

create table film_renders (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  film_id uuid not null references films (id) on delete cascade,
  version integer not null,
  -- What was asked for, in order.
  outputs jsonb not null,
  -- What is finished, by its place among the outputs.
  results jsonb not null default '[]',
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress real not null default 0,
  stage text not null default '',
  failure text,
  -- When a worker last said that it is at it.
  worked_at timestamptz,
  actor jsonb not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index film_renders_of_film on film_renders (film_id, created_at desc);
create index film_renders_open on film_renders (created_at) where state in ('queued', 'running');
