-- 门店, 往来单位. content: the whole of a version as JSON text; personal: who is asked for there and his telephone, sealed.

-- status: 1 active, 2 suspended.
create table store ( -- sqlite: rowid (wide rows)
    store_id bigint not null primary key,
    org_id bigint not null,
    name text not null,
    region text not null,
    status smallint not null,
    content text not null,
    personal bytea not null,
    version bigint not null,
    created_at bigint not null,
    created_by bigint not null,
    updated_at bigint not null
);
create unique index store_by_name on store (org_id, name);
create index store_by_org on store (org_id, store_id);

-- The staff of present stores once more, to be found by member: who stands here works in these stores only.
create table store_staff (
    org_id bigint not null,
    membership_id bigint not null,
    store_id bigint not null,
    primary key (org_id, membership_id, store_id)
);
create index store_staff_by_store on store_staff (store_id);

-- kinds: 1 supplier, 2 buyer. uscc: '' for none. name_key: the name as it is compared with others; search_key:
-- what lists are searched by. last_dealing: when goods last went from one to the other; no part of a version.
create table partner ( -- sqlite: rowid (wide rows)
    partner_id bigint not null primary key,
    org_id bigint not null,
    name text not null,
    name_key text not null,
    search_key text not null,
    uscc text not null,
    kinds bigint not null,
    region text not null,
    content text not null,
    personal bytea not null,
    version bigint not null,
    created_at bigint not null,
    created_by bigint not null,
    updated_at bigint not null,
    last_dealing bigint
);
create unique index partner_by_name on partner (org_id, name);
create unique index partner_by_uscc on partner (org_id, uscc) where uscc <> '';
create index partner_by_org on partner (org_id, partner_id);

-- Invitations to join that were sent: one a partner in a while, so many a day for an organisation.
create table partner_invitation (
    org_id bigint not null,
    invited_at bigint not null,
    partner_id bigint not null,
    invited_by bigint not null,
    primary key (org_id, invited_at, partner_id)
);
create index partner_invitation_by_partner on partner_invitation (partner_id, invited_at);

-- What a person without organisation uploaded.
create index document_uploader_by_user on document_uploader (user_id, document_id);

-- Every version of stores and partners. kind: 1 store, 2 partner. act: 1 added, 2 changed, 3 suspended, 4 resumed.
create table party_history ( -- sqlite: rowid (wide rows)
    record_id bigint not null,
    version bigint not null,
    org_id bigint not null,
    kind smallint not null,
    act smallint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    content text not null,
    primary key (record_id, version)
);
