-- Lists by name and by kind read an index, however many rows a workspace holds.
create index characters_by_name on characters (workspace_id, lower(name), id);
create index assets_by_kind on assets (workspace_id, kind, created_at desc, id desc);
create index post_assets_by_asset on post_assets (asset_id);
-- Generations a dead process left behind, and those somebody cancels.
create index generations_open on generations (workspace_id, state) where state in ('queued', 'running');
