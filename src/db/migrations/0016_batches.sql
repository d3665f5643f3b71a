-- Batches as a list of their organisation. code_count: 0 of those from before, whose segments tell it.
alter table batch add column code_count bigint not null default 0;
create index batch_by_org on batch (org_id, batch_id);
