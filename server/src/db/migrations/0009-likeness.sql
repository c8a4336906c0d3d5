-- What the distance of a face was measured against: how faces of its engine compare, and which learnt face.
alter table assets add column measured_as text check (measured_as in ('builtin', 'photo'));
alter table assets add column measured_against text;
-- The perceptual hashes as bits, so that the database counts how many differ.
alter table assets add column phash bit(64) generated always as (('x' || (hashes ->> 'phash'))::bit(64)) stored;
alter table assets add column dhash bit(256) generated always as (('x' || (hashes ->> 'dhash'))::bit(256)) stored;
create index assets_measured on assets (workspace_id, character_id, created_at desc, id desc)
  where identity_distance is not null;
create index assets_measured_by_model on assets (workspace_id, character_id, model, created_at desc, id desc)
  where identity_distance is not null;
create index assets_by_hash on assets (workspace_id, character_id) include (id, phash, dhash)
  where phash is not null and archived_at is null;

create table likeness_lines (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  character_id uuid not null references characters (id) on delete cascade,
  model text not null,
  -- The learnt face that the distances were measured to; another face has other lines.
  measured_against text not null,
  measured_as text not null check (measured_as in ('builtin', 'photo')),
  samples integer not null check (samples >= 2),
  mean real not null,
  deviation real not null,
  pass real not null,
  fail real not null check (fail > pass),
  method_version integer not null,
  computed_at timestamptz not null,
  primary key (character_id, model, measured_against)
);

-- Where a person's choice stood in the order that was offered: 1 is the first.
alter table generations add column chosen_rank integer;
alter table generations add column offered integer;
update generations set
  chosen_rank = (
    select place from (
      select id, row_number() over (order by coalesce(score, 0) desc, number) as place
      from takes where takes.generation_id = generations.id and takes.state = 'done'
    ) as ranked where ranked.id = generations.chosen_take_id
  ),
  offered = (select count(*) from takes where takes.generation_id = generations.id and takes.state = 'done')
where chosen_take_id is not null;
create index generations_chosen on generations (workspace_id, character_id, created_at desc) where chosen_take_id is not null;
create index deliveries_published on deliveries (workspace_id, character_id, updated_at desc)
  where state = 'published';
-- What a score is made of.
alter table takes add column score_parts jsonb not null default '[]';
