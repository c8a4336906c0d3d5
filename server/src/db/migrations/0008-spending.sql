-- What engines that are paid by use cost, and how much a workspace may spend on them in a month.
create table spending_limits (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  -- Millionths of a dollar in a calendar month of the workspace's time zone; nothing may be spent until it is set.
  limit_micros bigint not null default 0 check (limit_micros >= 0),
  -- Counted for a piece of work whose price is not known; null refuses such work.
  unknown_price_micros bigint check (unknown_price_micros > 0)
);

create table cost_entries (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid references characters (id) on delete set null,
  instance_id uuid references engine_instances (id) on delete set null,
  -- As it was called then: an engine may be disconnected, and its costs stay.
  engine_name text not null,
  medium text not null,
  -- The take, or whatever else was made.
  subject text not null,
  -- 'YYYY-MM' in the workspace's time zone.
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  -- reserved: under way. booked: paid. uncertain: cut off, may be paid. released: certainly not paid.
  state text not null check (state in ('reserved', 'booked', 'uncertain', 'released')),
  currency text not null default 'USD',
  estimated_micros bigint not null check (estimated_micros >= 0),
  booked_micros bigint not null default 0 check (booked_micros >= 0),
  -- What the estimate is for, in words.
  basis text not null,
  is_price_known boolean not null,
  -- What the engine itself said, where it says something.
  provider_figure text not null default '',
  note text not null default '',
  reserved_at timestamptz not null,
  settled_at timestamptz
);
create unique index cost_entries_open on cost_entries (workspace_id, subject) where state = 'reserved';
create index cost_entries_of_month on cost_entries (workspace_id, month);
create index cost_entries_newest on cost_entries (workspace_id, reserved_at desc, id desc);
