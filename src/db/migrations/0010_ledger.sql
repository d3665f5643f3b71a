-- The transparency log: numbered records that are committed with what they speak of, and what belongs to them.
-- docs/formats/log-leaf.md, docs/decisions/0009-transparency-log.md

-- The log that a node appends to. log_id: node * 1024 + generation; a new generation begins when an origin is closed.
create table log_head (
    node_id bigint not null primary key,
    log_id bigint not null,
    next_index bigint not null,
    recorded_at bigint not null
);

-- Records [first_index, first_index + entry_count) of a log, as they were committed together: each with its length in
-- two bytes (big-endian) before it. recorded_at: of the last one.
create table log_batch ( -- sqlite: rowid (wide rows)
    log_id bigint not null,
    first_index bigint not null,
    entry_count integer not null,
    recorded_at bigint not null,
    records bytea not null,
    primary key (log_id, first_index)
);

-- Every log that this database has had. verifier_keys: as C2SP writes them, one a line. closed_at: no more is appended;
-- last_checkpoint: the note that was the last good one.
create table log_origin ( -- sqlite: rowid (wide rows)
    log_id bigint not null primary key,
    origin text not null,
    verifier_keys text not null,
    opened_at bigint not null,
    closed_at bigint,
    last_checkpoint text not null
);

-- Which record stands for which version of an object that is no event; seed: of the salts of its private fields, null
-- once they are erased.
create table log_object (
    object_kind smallint not null,
    object_id bigint not null,
    version bigint not null,
    position bigint not null,
    seed bytea,
    primary key (object_kind, object_id, version)
);
create unique index log_object_by_position on log_object (position);

-- Secret of the block, 16 random bytes: the unit keys of its codes follow from it (docs/formats/log-leaf.md). Of blocks
-- from before the log it is drawn at the next start.
alter table code_block add column log_token bytea;

-- Position of the event's record (log_id << 40 | index), 0: recorded before there was a log.
alter table event add column log_position bigint not null default 0;
alter table event add column log_seed bytea;

-- Live runs of the completeness index: [from_index, to_index), in files beside the database. commitment: index of the
-- record that names them.
create table log_run (
    log_id bigint not null,
    from_index bigint not null,
    to_index bigint not null,
    record_count bigint not null,
    root bytea not null,
    commitment bigint not null,
    primary key (log_id, from_index)
);

-- Personal values: sealed with the key of their subject, which stands in another store (ledger/personal.hpp).
-- field_id: of the private field in the record. subject: 32 hexadecimal digits. entry: hash of the field as the record
-- commits to it; it stays when the value is erased (subject and sealed are empty then), so that the others can be shown.
create table private_value ( -- sqlite: rowid (wide rows)
    position bigint not null,
    field_id smallint not null,
    field_key text not null,
    subject text not null,
    sealed bytea not null,
    entry bytea not null,
    primary key (position, field_id)
);
create index private_value_by_subject on private_value (subject, position);

-- Which key of the store of keys belongs to a subject (ledger/personal.hpp); 'erased-<slot>' of one that was destroyed.
create table subject_key (
    subject text not null primary key,
    slot bigint not null
);
create unique index subject_key_by_slot on subject_key (slot);

-- What must not be erased yet, and why.
create table legal_hold ( -- sqlite: rowid (wide rows)
    subject text not null primary key,
    until_at bigint not null,
    ground text not null,
    set_at bigint not null,
    set_by bigint not null
);

-- What an account was after each change: nothing disappears. credential: 64 hexadecimal digits, a digest of the stored
-- password hash (docs/formats/log-objects.md). Accounts from before this table have no row until they change.
create table user_history (
    user_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    login text not null,
    org_id bigint not null,
    roles bigint not null,
    status smallint not null,
    must_change_password smallint not null,
    created_at bigint not null,
    credential text not null,
    primary key (user_id, version)
);

-- Of an answer that is kept: the records that came with it (position of the first, how many), so that a repetition gets
-- the same receipt.
alter table kept_answer add column log_position bigint not null default 0;
alter table kept_answer add column log_count bigint not null default 0;
