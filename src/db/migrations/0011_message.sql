-- Working days, messages, settings of users, and what the list of the audit trail takes.

-- Years that the operator set, every version: the newest goes before what the program knows (data/calendar.json).
create table calendar_year (
    year integer not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    days text not null, -- a line for each holiday and worked weekend day: date, 0 or 1 (worked), name
    primary key (year, version)
);

-- SMS and e-mail on their way. What a message says and to whom is sealed, and goes once it is delivered.
create table outbox (
    message_id bigint primary key,
    channel smallint not null,
    template text not null,
    user_id bigint not null,
    org_id bigint not null,
    masked text not null, -- the address as lists show it
    sealed bytea,
    state smallint not null, -- 0 waiting, 1 delivered, 2 failed
    attempts integer not null,
    due_at bigint not null, -- of a message that is being sent: when the lease ends
    give_up_at bigint not null,
    created_at bigint not null,
    finished_at bigint,
    last_error text
);
create index outbox_by_due on outbox (state, due_at);
create index outbox_by_state on outbox (state, message_id);

-- Messages on the platform: to a user, to an organisation (whoever acts for it sees them), or to the operators (-1).
create table notice (
    recipient bigint not null,
    notice_id bigint not null,
    kind smallint not null,
    title text not null,
    body text not null,
    object_kind text not null,
    object_id bigint not null,
    created_at bigint not null,
    primary key (recipient, notice_id)
);
create index notice_by_id on notice (notice_id);
create table notice_read (
    user_id bigint not null,
    notice_id bigint not null,
    read_at bigint not null,
    primary key (user_id, notice_id)
);
-- Everything up to this one is read.
create table notice_seen (
    user_id bigint primary key,
    notice_id bigint not null
);

create table user_setting (
    user_id bigint not null,
    name text not null,
    value text not null, -- JSON
    changed_at bigint not null,
    primary key (user_id, name)
);

alter table audit add column address text; -- of the client, where a request left the row
create index audit_by_org on audit (org_id, audit_id);
create index audit_by_user on audit (user_id, audit_id);
create index audit_by_action on audit (action, audit_id);
