-- The append-only event log in the words of EPCIS 2.0 / CBV 2.0, the dyadic spans that say which codes an event touched,
-- and the chains: one row per distinct history, so that a segment names its whole history by one number.

create table event ( -- sqlite: rowid (wide rows)
    home_block bigint not null,
    event_id bigint not null,
    event_action smallint not null,
    biz_step smallint not null,
    disposition smallint not null,
    event_time bigint not null,
    record_time bigint not null,
    org_id bigint not null,
    user_id bigint not null,
    partner_id bigint not null,
    partner_uscc text not null,
    template_id text not null,
    code_count bigint not null,
    code_ranges text not null,
    field_values text not null,
    primary key (home_block, event_id)
);
create index event_by_org on event (org_id, event_id);

create table event_span (
    block_id bigint not null,
    lvl smallint not null,
    node bigint not null,
    event_id bigint not null,
    home_block bigint not null,
    primary key (block_id, lvl, node, event_id)
);

create table chain (
    block_id bigint not null,
    chain_id bigint not null,
    prev_id bigint not null,
    home_block bigint not null,
    event_id bigint not null,
    primary key (block_id, chain_id)
);
