-- The parts of a written thread, in their order; the whole stands in caption.
alter table takes add column parts text[];
