-- Domains, blocks, segments, batches. Every code-bound table begins its primary key with block_id (distribution key).
-- A code is a number: a block of any size is one row, and a bound range of any size is one segment.

create table code_domain (
    domain_id bigint not null primary key,
    scheme text not null,
    nsi text not null,
    key_id text not null,
    epoch smallint not null,
    next_c bigint not null,
    version bigint not null
);

create table code_block (
    block_id bigint not null primary key,
    domain_id bigint not null,
    nsi text not null,
    epoch smallint not null,
    first_c bigint not null,
    last_c bigint not null,
    org_id bigint not null,
    product_id bigint not null,
    applied_by bigint not null,
    created_at bigint not null,
    bound_count bigint not null,
    active_count bigint not null,
    version bigint not null
);
create index code_block_by_org on code_block (org_id, block_id);

create table segment (
    block_id bigint not null,
    first_c bigint not null,
    last_c bigint not null,
    batch_id bigint not null,
    status smallint not null,
    holder_id bigint not null,
    consignee_id bigint not null,
    chain_id bigint not null,
    event_id bigint not null,
    primary key (block_id, first_c)
);

create table batch ( -- sqlite: rowid (wide rows)
    block_id bigint not null,
    batch_id bigint not null,
    product_id bigint not null,
    org_id bigint not null,
    production_date text not null,
    number_prefix text not null,
    number_width smallint not null,
    number_first bigint not null,
    anchor_c bigint not null,
    field_values text not null,
    created_at bigint not null,
    primary key (block_id, batch_id)
);
