-- 作废空码, 今日生产, what single codes carry, further texts for a code.

-- Free codes that were given up: no part of bound_count.
alter table code_block add column voided_count bigint not null default 0;

-- The event that undid a batch; 0: it stands. An undone one stays for the log's sake and is listed nowhere.
alter table batch add column undone_by bigint not null default 0;

-- home_block: of its events; 0 for none of them. report_id: inspection report. given: what was filled in, for the next
-- time.
create table production ( -- sqlite: rowid (wide rows)
    production_id bigint not null primary key,
    org_id bigint not null,
    product_id bigint not null,
    batch_number text not null,
    production_date text not null,
    quantity bigint not null,
    code_ranges text not null,
    method smallint not null,
    activated smallint not null,
    report_id bigint not null,
    given text not null,
    home_block bigint not null,
    bound_event bigint not null,
    active_event bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    undo_event bigint not null,
    undone_by bigint not null,
    undone_at bigint not null
);
create index production_by_org on production (org_id, production_id);
create index production_by_user on production (created_by, production_id);
create unique index production_by_number on production (org_id, product_id, batch_number) where undone_at = 0;

-- One piece: what its code carries beside the batch. field_values: JSON of texts by field key.
create table item ( -- sqlite: rowid (wide rows)
    item_id bigint not null primary key,
    org_id bigint not null,
    product_id bigint not null,
    family smallint not null,
    block_id bigint not null,
    counter bigint not null,
    model text not null,
    production_date text not null,
    frame_number text not null,
    serial_number text not null,
    field_values text not null,
    created_by bigint not null,
    created_at bigint not null,
    closed_by bigint not null,
    closed_at bigint not null
);
create index item_by_org on item (org_id, item_id);
create unique index item_by_code on item (block_id, counter) where closed_at = 0;

-- Further texts for a code. One text means one code of one producer, as long as it is not closed.
create table code_alias ( -- sqlite: rowid (wide rows)
    alias_id bigint not null primary key,
    org_id bigint not null,
    alias_kind smallint not null,
    alias_text text not null,
    block_id bigint not null,
    counter bigint not null,
    item_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    closed_by bigint not null,
    closed_at bigint not null
);
create unique index code_alias_by_text on code_alias (alias_text, org_id) where closed_at = 0;
create index code_alias_by_code on code_alias (block_id, counter);
