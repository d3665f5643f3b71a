-- Scans: appended in groups, and the view of first time and count folded from them.

create table scan (
    block_id bigint not null,
    ts bigint not null,
    seq bigint not null,
    counter bigint not null,
    channel smallint not null,
    primary key (block_id, ts, seq)
);
create index scan_by_seq on scan (seq);

create table scan_stat (
    block_id bigint not null,
    counter bigint not null,
    first_ts bigint not null,
    last_ts bigint not null,
    scan_count bigint not null,
    primary key (block_id, counter)
);

-- Up to which scan (by seq) each node's scans are folded into scan_stat.
create table scan_fold (
    node_id bigint not null primary key,
    folded_seq bigint not null
);
