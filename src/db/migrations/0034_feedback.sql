-- 反馈举报: what consumers say of a code. 关注召回: whom to tell when a code is recalled.

-- public_number: FK20261122-XXXXXX. code_text: what was asked for, when it is no code of this platform (block_id 0, counter -1).
-- org_id, product_id, region_id, category: of the code's product when it was said; 0 and '' for other texts. kind: 1
-- mismatch, 2 counterfeit, 3 quality, 4 other. state: 1 received, 2 processing, 3 replied. forwarded: its maker sees it.
-- phone: sealed, null when none was given or it was erased; phone_mark: a keyed hash of it, so that it is found for that, '' then. photo: SHA-256 of the stored file, '' for none.
create table feedback ( -- sqlite: rowid (wide rows)
    feedback_id bigint not null primary key,
    version bigint not null,
    public_number text not null,
    block_id bigint not null,
    counter bigint not null,
    code_text text not null,
    org_id bigint not null,
    product_id bigint not null,
    region_id text not null,
    category text not null,
    kind smallint not null,
    state smallint not null,
    forwarded smallint not null,
    body text not null,
    phone bytea,
    phone_mark text not null,
    photo text not null,
    photo_type smallint not null,
    answer text not null,
    created_at bigint not null,
    changed_at bigint not null,
    changed_by bigint not null
);
create unique index feedback_by_number on feedback (public_number);
create index feedback_by_org on feedback (org_id, feedback_id);
create index feedback_by_state on feedback (state, feedback_id);
create index feedback_by_phone on feedback (phone_mark, feedback_id) where phone_mark <> '';
create index feedback_by_code on feedback (block_id, counter, feedback_id);

-- act: 1 submitted, 2 accepted, 3 forwarded, 4 answered. note: the answer.
create table feedback_history ( -- sqlite: rowid (wide rows)
    feedback_id bigint not null,
    version bigint not null,
    act smallint not null,
    state smallint not null,
    forwarded smallint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    note text not null,
    primary key (feedback_id, version)
);

-- channel: 1 SMS, 2 e-mail. address: sealed. address_mark: a keyed hash, so that nobody is told twice. told_event: the
-- event of the recall that was told last.
create table recall_watch ( -- sqlite: rowid (wide rows)
    watch_id bigint not null primary key,
    block_id bigint not null,
    counter bigint not null,
    channel smallint not null,
    address bytea not null,
    address_mark text not null,
    created_at bigint not null,
    told_event bigint not null
);
create unique index recall_watch_by_code on recall_watch (block_id, counter, address_mark);
create index recall_watch_by_address on recall_watch (address_mark, watch_id);

-- Ranges that were recalled and have watches: gone when everybody was told.
create table recall_call ( -- sqlite: rowid (wide rows)
    call_id bigint not null primary key,
    block_id bigint not null,
    first_c bigint not null,
    last_c bigint not null,
    event_id bigint not null,
    next_counter bigint not null
);
