-- Where an imported character comes from: the card as it was written, and what it had said before.
create table character_origins (
  character_id uuid primary key references characters (id) on delete cascade,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  card_format text check (card_format in ('card_v1', 'card_v2', 'card_v3', 'eliza')),
  card_container text check (card_container in ('json', 'png', 'charx')),
  -- Letter for letter; a jsonb column would put its keys in another order.
  card_text text,
  -- The whole file, with the pictures inside.
  file_sha256 text,
  file_bytes bigint,
  history jsonb not null default '[]',
  imported_at timestamptz not null default now()
);
create index character_origins_by_file on character_origins (file_sha256) where file_sha256 is not null;
