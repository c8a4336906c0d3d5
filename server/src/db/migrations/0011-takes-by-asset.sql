-- The generation that made a file is found from the file.
create index if not exists takes_by_asset on takes (asset_id) where asset_id is not null;
