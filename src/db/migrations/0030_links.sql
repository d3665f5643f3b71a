-- 商品追溯码: one bar code of an organisation is activated once. claimed_gtin: the bar code again, of what was activated
-- since this is so; null of what was before, when two products could have the same.
alter table product_trace_code add column claimed_gtin text;
create unique index product_trace_code_by_claim on product_trace_code (org_id, claimed_gtin) where claimed_gtin is not null;
create index product_trace_code_by_gtin on product_trace_code (org_id, gtin);

-- What is ignored stands in the transparency log. recorded: 1 that it was ignored, 2 that this was ended, 3 both; 0 of
-- what is from before.
alter table quality_ignore add column recorded smallint not null default 0;

-- What a piece was said to be, once that was corrected: version 0 as it was bound, then each correction.
create table item_correction ( -- sqlite: rowid (wide rows)
    item_id bigint not null,
    version bigint not null,
    frame_number text not null,
    serial_number text not null,
    field_values text not null,
    changed_by bigint not null,
    changed_at bigint not null,
    reason text not null,
    primary key (item_id, version)
);

-- Pieces are found by the day they were made on, and by model and day.
create index item_by_day on item (org_id, production_date, item_id);
create index item_of_day on item (production_date, item_id);
create index item_by_model_day on item (org_id, model, production_date, item_id);
