-- When a worker last said that it works on the generation: another takes over once it has been silent.
alter table generations add column worked_at timestamptz;
