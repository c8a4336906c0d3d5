-- Which engine and model made a take; captions have no asset that would say so.
alter table takes add column made_by jsonb;
