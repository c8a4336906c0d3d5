-- Sign-in: the tables of better-auth, in its own schema and column names.
create schema auth;

create table auth."user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

create table auth.session (
  id text primary key,
  "userId" text not null references auth."user" (id) on delete cascade,
  token text not null unique,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index session_by_user on auth.session ("userId");

create table auth.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_by_user on auth.account ("userId");

create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_by_identifier on auth.verification (identifier);

create table workspaces (
  id uuid primary key,
  name text not null,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now()
);

create table members (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id text not null references auth."user" (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'editor', 'reviewer', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index members_by_user on members (user_id);

-- A POST carried out once: its answer is given again for the same key.
create table idempotency_keys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  key text not null,
  fingerprint text not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key)
);

create table characters (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  handle text not null,
  tagline text not null default '',
  age integer not null check (age >= 18),
  state text not null default 'active' check (state in ('active', 'paused', 'archived')),
  time_zone text not null default 'UTC',
  version integer not null,
  portrait_asset_id uuid,
  identity real[],
  identity_version integer,
  search text generated always as (lower(name || ' ' || handle || ' ' || tagline)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, handle)
);
create index characters_by_workspace on characters (workspace_id, state, created_at desc, id desc);

create table character_versions (
  character_id uuid not null references characters (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  version integer not null,
  name text not null,
  tagline text not null,
  age integer not null,
  persona jsonb not null,
  look jsonb not null,
  voice jsonb not null,
  canon jsonb not null,
  note text not null default '',
  actor jsonb not null,
  created_at timestamptz not null default now(),
  primary key (character_id, version)
);

-- A statement that nobody real is shown, or a real person's consent. Never edited, only withdrawn.
create table declarations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  kind text not null check (kind in ('synthetic', 'consent')),
  statement text not null,
  signer text not null,
  scope jsonb not null default '{}',
  actor jsonb not null,
  created_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create index declarations_by_character on declarations (character_id) where withdrawn_at is null;

create table assets (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  sha256 text not null,
  kind text not null check (kind in ('image', 'video', 'audio')),
  mime text not null,
  bytes bigint not null,
  width integer,
  height integer,
  duration_seconds real,
  character_id uuid references characters (id) on delete set null,
  character_version integer,
  engine text not null,
  model text not null,
  seed bigint,
  prompt text not null default '',
  recipe jsonb not null default '{}',
  source_type text not null,
  alt_text text not null default '',
  tags text[] not null default '{}',
  score real,
  identity_distance real,
  checks jsonb not null default '[]',
  hashes jsonb,
  cover_sha256 text,
  captions_sha256 text,
  search text generated always as (lower(alt_text || ' ' || prompt)) stored,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (workspace_id, sha256)
);
create index assets_by_time on assets (workspace_id, created_at desc, id desc);
create index assets_by_character on assets (workspace_id, character_id, created_at desc, id desc);
create index assets_by_score on assets (workspace_id, score desc nulls last, id desc);
create index assets_by_tag on assets using gin (tags);

create table character_references (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  kind text not null check (kind in ('face', 'voice')),
  sha256 text not null,
  mime text not null,
  bytes bigint not null,
  width integer,
  height integer,
  declaration_id uuid not null references declarations (id),
  created_at timestamptz not null default now(),
  unique (character_id, sha256)
);

create table generations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  character_version integer not null,
  medium text not null check (medium in ('image', 'text', 'speech', 'video')),
  request jsonb not null,
  takes_wanted integer not null check (takes_wanted between 1 and 12),
  state text not null default 'queued'
    check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress real not null default 0,
  stage text not null default '',
  failure text,
  chosen_take_id uuid,
  actor jsonb not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index generations_by_time on generations (workspace_id, created_at desc, id desc);
create index generations_by_character on generations (workspace_id, character_id, created_at desc, id desc);

create table takes (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  generation_id uuid not null references generations (id) on delete cascade,
  number integer not null,
  seed bigint not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'running', 'done', 'set_aside', 'failed', 'cancelled')),
  asset_id uuid references assets (id),
  caption text,
  hashtags text[],
  score real,
  checks jsonb not null default '[]',
  warnings jsonb not null default '[]',
  failure text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (generation_id, number)
);

create table accounts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  platform text not null,
  mode text not null check (mode in ('rehearsal', 'live')),
  remote_id text not null,
  handle text not null,
  display_name text not null default '',
  base_url text,
  credentials bytea not null,
  token_expires_at timestamptz,
  health text not null default 'ok' check (health in ('ok', 'needs_reconnect', 'restricted')),
  health_reason text not null default '',
  paused boolean not null default false,
  last_success_at timestamptz,
  created_at timestamptz not null default now(),
  disconnected_at timestamptz
);
create unique index accounts_once on accounts (workspace_id, platform, remote_id) where disconnected_at is null;
create index accounts_by_character on accounts (workspace_id, character_id);

create table posts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  state text not null default 'draft'
    check (state in ('draft', 'in_review', 'changes_requested', 'approved', 'rejected', 'archived')),
  caption text not null default '',
  hashtags text[] not null default '{}',
  language text not null default 'en',
  rating text not null default 'general' check (rating in ('general', 'suggestive')),
  revision integer not null default 1,
  approved_hash text,
  actor jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index posts_by_state on posts (workspace_id, state, updated_at desc, id desc);
create index posts_by_character on posts (workspace_id, character_id, created_at desc, id desc);

create table post_assets (
  post_id uuid not null references posts (id) on delete cascade,
  position integer not null,
  asset_id uuid not null references assets (id),
  alt_text text not null default '',
  primary key (post_id, position)
);

create table reviews (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  post_id uuid not null references posts (id) on delete cascade,
  decision text not null check (decision in ('approved', 'changes_requested', 'rejected', 'voided')),
  content_hash text not null,
  note text not null default '',
  actor jsonb not null,
  created_at timestamptz not null default now()
);
create index reviews_by_post on reviews (post_id, created_at desc);

create table deliveries (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  post_id uuid not null references posts (id) on delete cascade,
  account_id uuid not null references accounts (id),
  character_id uuid not null references characters (id) on delete cascade,
  platform text not null,
  state text not null default 'planned' check (state in
    ('planned', 'scheduled', 'sending', 'published', 'failed', 'unknown', 'handed_off', 'missed', 'cancelled')),
  caption_override text,
  publish_at timestamptz,
  time_zone text,
  approved_hash text,
  payload jsonb,
  payload_fingerprint text,
  remote_id text,
  remote_url text,
  disclosed boolean,
  disclosure jsonb not null default '{}',
  failure text,
  failure_message text not null default '',
  failure_hint text not null default '',
  retry_at timestamptz,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (post_id, account_id)
);
create index deliveries_by_time on deliveries (workspace_id, publish_at, id) where publish_at is not null;
create index deliveries_by_state on deliveries (workspace_id, state, updated_at desc, id desc);
create index deliveries_due on deliveries (publish_at) where state = 'scheduled';
create index deliveries_open on deliveries (updated_at) where state = 'sending';

-- One try of a delivery. Rows are never deleted and only their outcome is written once.
create table attempts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  delivery_id uuid not null references deliveries (id) on delete cascade,
  number integer not null,
  operation_key text not null unique,
  payload_fingerprint text not null,
  state text not null check (state in ('prepared', 'sending', 'accepted', 'refused', 'unknown')),
  handles jsonb not null default '{}',
  failure text,
  message text not null default '',
  evidence jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (delivery_id, number)
);
create unique index attempts_one_open on attempts (delivery_id) where state in ('prepared', 'sending', 'unknown');

create table activities (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  actor jsonb not null,
  verb text not null,
  subject_type text not null,
  subject_id text not null,
  character_id uuid,
  summary text not null,
  facts jsonb not null default '{}',
  at timestamptz not null default now()
);
create index activities_by_time on activities (workspace_id, at desc, id desc);
create index activities_by_subject on activities (workspace_id, subject_type, subject_id, at desc);

-- The rehearsal network's own memory: documents and files of simulated platforms.
create table rehearsal_documents (
  platform text not null,
  collection text not null,
  key text not null,
  value jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (platform, collection, key)
);
create table rehearsal_blobs (
  platform text not null,
  key text not null,
  mime text not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (platform, key)
);
