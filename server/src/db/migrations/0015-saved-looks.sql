-- Named sets of outfit, hair, make-up, place, light, mood and camera that people keep for a character.
create table saved_looks (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  name text not null,
  content jsonb not null,
  -- The take it was saved from: its thumbnail stands for it.
  asset_id uuid references assets (id) on delete set null,
  actor jsonb not null,
  created_at timestamptz not null,
  -- Kept for a while after it was deleted, so that this can be taken back.
  deleted_at timestamptz
);
create unique index saved_looks_by_name on saved_looks (character_id, lower(name)) where deleted_at is null;
create index saved_looks_of_character on saved_looks (workspace_id, character_id, created_at desc);

-- The newest pictures of a character by their hashes, read from this index alone.
drop index assets_by_hash;
create index assets_by_hash on assets (workspace_id, character_id, created_at desc) include (id, phash, dhash)
  where phash is not null and archived_at is null;

-- Music that was deleted is kept for a while too.
alter table music_files add column deleted_at timestamptz;
