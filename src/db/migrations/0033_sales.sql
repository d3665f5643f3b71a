-- Sales of stores (销售单), returns (退货单), customers (顾客), the rules of sales. content: the whole of a version as JSON
-- text, without anything personal. sale_history keeps every version; kind: 1 sale, 2 customer, 3 return, 4 rules.
create table store_sale ( -- sqlite: rowid (wide rows)
    sale_id bigint not null primary key,
    org_id bigint not null,
    store_id bigint not null,
    number text not null,
    sale_type smallint not null,
    sale_state smallint not null,
    sold_at bigint not null,
    customer_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    version bigint not null,
    content text not null
);
create index store_sale_by_org on store_sale (org_id, sale_id);
create unique index store_sale_by_number on store_sale (org_id, number);
create index store_sale_by_customer on store_sale (customer_id);

-- The codes of sales once more, to find the sale of a code. is_back: it was returned.
create table store_sale_item (
    block_id bigint not null,
    counter bigint not null,
    sale_id bigint not null,
    org_id bigint not null,
    tail text not null,
    is_back smallint not null,
    primary key (block_id, counter, sale_id)
);
create index store_sale_item_by_tail on store_sale_item (org_id, tail, sale_id);

-- The next number of a day, of sales (XS) and returns (TH).
create table sale_number (
    org_id bigint not null,
    prefix text not null,
    day text not null,
    last_number bigint not null,
    primary key (org_id, prefix, day)
);

-- Whom a store sold to. personal: what the customer gave, sealed; empty until it is given and once it is erased.
-- masked_name, masked_phone: for lists. tail_mark: HMAC of the last four digits of the phone,
-- phone_mark: of all of it, to find what a person asks to erase. token_hash: SHA-256 of the
-- token of the customer's page, empty once it is used.
create table sale_customer ( -- sqlite: rowid (wide rows)
    customer_id bigint not null primary key,
    org_id bigint not null,
    store_id bigint not null,
    customer_state smallint not null,
    personal bytea not null,
    masked_name text not null,
    masked_phone text not null,
    tail_mark text not null,
    phone_mark text not null,
    token_hash text not null,
    expires_at bigint not null,
    purge_at bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    version bigint not null,
    content text not null
);
create index sale_customer_by_org on sale_customer (org_id, customer_id);
create index sale_customer_by_tail on sale_customer (org_id, tail_mark, customer_id) where tail_mark <> '';
create index sale_customer_by_phone on sale_customer (phone_mark, customer_id) where phone_mark <> '';
create unique index sale_customer_by_token on sale_customer (token_hash) where token_hash <> '';
create index sale_customer_by_purge on sale_customer (purge_at) where purge_at > 0;

create table sale_return ( -- sqlite: rowid (wide rows)
    return_id bigint not null primary key,
    org_id bigint not null,
    store_id bigint not null,
    number text not null,
    return_source smallint not null,
    return_state smallint not null,
    sale_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    version bigint not null,
    content text not null
);
create index sale_return_by_org on sale_return (org_id, return_id);
create unique index sale_return_by_number on sale_return (org_id, number);

-- One row: what the operator demands of sales.
create table sale_rules (
    rules_id bigint not null primary key,
    version bigint not null,
    content text not null
);

create table sale_history ( -- sqlite: rowid (wide rows)
    record_id bigint not null,
    version bigint not null,
    kind smallint not null,
    org_id bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    content text not null,
    primary key (record_id, version)
);
