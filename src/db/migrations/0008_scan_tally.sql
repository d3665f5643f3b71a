-- Scans as packed groups, and their counts in packed parts of 512 codes: a scan costs some bytes of a group and of a
-- part that many scans share, instead of three rows. `scan`, `scan_stat` and `scan_fold` are emptied into these tables
-- by the program when it starts (lookup/scan_upgrade.cpp).

-- What one node recorded in one go: lookup/tally.hpp tells the bytes.
create table scan_group ( -- sqlite: rowid (wide rows)
    node_id bigint not null,
    seq bigint not null,
    body bytea not null,
    primary key (node_id, seq)
);

-- First time and count of each queried code of 512 neighbours; part = counter / 512.
create table scan_tally ( -- sqlite: rowid (wide rows)
    block_id bigint not null,
    part bigint not null,
    entries bytea not null,
    version bigint not null,
    primary key (block_id, part)
);

-- How far each node's groups are counted: those up to folded_seq whole; of those up to target_seq the parts up to
-- (done_block, done_part), in the order of the key.
create table scan_progress (
    node_id bigint not null primary key,
    folded_seq bigint not null,
    target_seq bigint not null,
    done_block bigint not null,
    done_part bigint not null
);
