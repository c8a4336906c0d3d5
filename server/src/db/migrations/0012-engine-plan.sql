-- What a request for takes is for, and by when it is needed.
alter table generations
  add column for_post_id uuid references posts (id) on delete set null,
  -- Said by a person; where a post is linked, its earliest planned time counts as well.
  add column needed_by timestamptz,
  add column may_be_dropped boolean not null default true;
create index generations_for_post on generations (for_post_id) where for_post_id is not null;

-- How a workspace plans the work of its engines.
create table engine_plans (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  drop_rule text not null default 'spare_takes_first'
    check (drop_rule in ('spare_takes_first', 'undated_first', 'never_drop')),
  -- Kept free between the last take and the time of publishing, for people to look.
  review_lead_minutes integer not null default 120 check (review_lead_minutes between 0 and 10080)
);

-- Work that waits for an engine, has one, or had one: what the plan is made of.
create table engine_works (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- The same words as in engine_runs.
  subject text not null,
  medium text not null,
  abilities text[] not null,
  -- A choice of its own, in place of the route's.
  choice jsonb,
  character_id uuid references characters (id) on delete cascade,
  generation_id uuid references generations (id) on delete cascade,
  take_id uuid references takes (id) on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'dropped')),
  -- Why it was dropped, in a sentence.
  reason text not null default '',
  -- Which process waits with it or does it, and when it last said so.
  worker text,
  seen_at timestamptz,
  -- While it runs and after: null is the built-in engine.
  instance_id uuid references engine_instances (id) on delete set null,
  ability text,
  model text,
  asked_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  unique (workspace_id, subject)
);
create index engine_works_open on engine_works (workspace_id) where state in ('waiting', 'running', 'dropped');
create index engine_works_ended on engine_works (workspace_id, ended_at desc) where state = 'done';
create index engine_works_of_take on engine_works (take_id);
create index engine_works_of_generation on engine_works (generation_id);

-- Which model an engine used, and whether it had to be loaded first: what a change of models costs is learnt from it.
alter table engine_runs
  add column model text,
  add column swapped boolean;
