-- Pictures made by changing another are found from that one.
create index if not exists assets_made_from on assets (workspace_id, (recipe -> 'madeFrom' ->> 'sha256'))
  where recipe -> 'madeFrom' ->> 'sha256' is not null;
