-- What a person is in an organisation. role: the number of auth::Role. regions, categories: texts with a comma between
-- them, '' for all. status: 1 active, 2 suspended. org_id 0: the platform itself. Accounts from before this table get
-- their row when the server starts.
create table membership (
    membership_id bigint primary key,
    user_id bigint not null,
    org_id bigint not null,
    role smallint not null,
    regions text not null,
    categories text not null,
    own_only smallint not null,
    status smallint not null,
    created_at bigint not null,
    version bigint not null
);
create unique index membership_by_user on membership (user_id, org_id);
create index membership_by_org on membership (org_id, membership_id);

-- What a membership was after each change: nothing disappears.
create table membership_history (
    membership_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    user_id bigint not null,
    org_id bigint not null,
    role smallint not null,
    regions text not null,
    categories text not null,
    own_only smallint not null,
    status smallint not null,
    primary key (membership_id, version)
);

-- Of an organisation, as its kinds say: the roles its members' roles are masks of. predecessors: ids of organisations
-- that it took over, with a comma between them.
create table org_access (
    org_id bigint primary key,
    roles bigint not null,
    predecessors text not null
);

-- Of versions that locked accounts.
alter table app_user drop column failed_count;
alter table app_user drop column locked_until;

-- As what the session acts; 0: as the account's first membership that is active.
alter table app_session add column membership_id bigint not null default 0;

-- What an account says of itself beside its login. phone_mark: the HMAC of the number under the node's key, by which it
-- is found; sealed: AES-256-GCM under a key of the node. card: the number of the barcode card, by which one signs in.
create table account ( -- sqlite: rowid (wide rows)
    user_id bigint primary key,
    name text not null,
    phone_mark text,
    phone_masked text,
    phone_sealed bytea,
    email_sealed bytea,
    card text,
    last_sign_in bigint
);
create unique index account_by_phone on account (phone_mark);
create unique index account_by_card on account (card);

-- One code at a time for a number and purpose, kept as a MAC under the node's key.
create table phone_code (
    phone_mark text not null,
    purpose smallint not null,
    code_mac bytea not null,
    expires_at bigint not null,
    tries_left integer not null,
    primary key (phone_mark, purpose)
);
create index phone_code_by_expiry on phone_code (expires_at);
-- How many codes were asked for a number on a day (days since 1970, Beijing), whether it has an account or not.
create table phone_code_day (
    day bigint not null,
    phone_mark text not null,
    asked integer not null,
    last_asked_at bigint not null,
    primary key (day, phone_mark)
);

-- status: 1 open, 2 accepted, 3 withdrawn. Of the link only the SHA-256 of its token is stored.
create table invitation (
    invitation_id bigint primary key,
    token_hash bytea not null,
    org_id bigint not null,
    role smallint not null,
    regions text not null,
    categories text not null,
    own_only smallint not null,
    name text not null,
    phone_masked text,
    phone_sealed bytea,
    status smallint not null,
    created_at bigint not null,
    created_by bigint not null,
    expires_at bigint not null,
    accepted_by bigint
);
create unique index invitation_by_token on invitation (token_hash);
create index invitation_by_org on invitation (org_id, invitation_id);
