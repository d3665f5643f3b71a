-- The one review engine: applications of every kind, what was proposed in each round, what was done and said; and what
-- organisations tell beyond Annex A.

create table application ( -- sqlite: rowid (wide rows)
    application_id bigint not null primary key,
    application_no text not null unique,
    kind smallint not null,
    object_id bigint not null,
    org_id bigint not null,
    org_name text not null,
    title text not null,
    search_key text not null,
    region_id text not null,
    categories bigint not null,
    party_id bigint not null,
    state smallint not null,
    round integer not null,
    version bigint not null,
    second_review smallint not null,
    created_by bigint not null,
    submitted_by bigint not null,
    claimed_by bigint not null,
    first_reviewer bigint not null,
    second_reviewer bigint not null,
    reason text,
    settings text,
    created_at bigint not null,
    updated_at bigint not null,
    submitted_at bigint not null,
    first_due_at bigint not null,
    total_due_at bigint not null,
    due_at bigint not null,
    claimed_at bigint not null,
    decided_at bigint not null
);
create index application_by_state on application (state, submitted_at, application_id);
create index application_by_org on application (org_id, application_id);
create index application_by_party on application (party_id, application_id);
create index application_by_object on application (object_id, kind, application_id);
create index application_by_decision on application (kind, decided_at);

-- What a round proposes: kept when the next one begins.
create table application_content ( -- sqlite: rowid (wide rows)
    application_id bigint not null,
    round integer not null,
    content text not null,
    primary key (application_id, round)
);

-- One row for each move, never changed. by_role: review/review.hpp, By.
create table application_history ( -- sqlite: rowid (wide rows)
    application_id bigint not null,
    version bigint not null,
    kind smallint not null,
    object_id bigint not null,
    org_id bigint not null,
    round integer not null,
    action smallint not null,
    from_state smallint not null,
    to_state smallint not null,
    by_user bigint not null,
    by_role smallint not null,
    assignee bigint not null,
    at bigint not null,
    reason text,
    detail text,
    content_hash text not null,
    primary key (application_id, version)
);

-- Remarks pinned on fields; version: of the move that made them.
create table application_note (
    application_id bigint not null,
    version bigint not null,
    pos smallint not null,
    round integer not null,
    pointer text not null,
    field text not null,
    remark text not null,
    primary key (application_id, version, pos)
);

-- Numbers given on one day (yyyymmdd, Beijing).
create table application_count (
    day integer not null primary key,
    last_no integer not null
);

-- Versions of what holds for a kind; the newest is in force.
create table review_rule (
    kind smallint not null,
    version bigint not null,
    second_review smallint not null,
    first_days smallint not null,
    total_days smallint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    primary key (kind, version)
);

create table reason_template (
    pos smallint not null primary key,
    kind smallint not null,
    reason text not null
);

-- Organisations. `uscc` is the claim on the credit code: '-' and the id while nothing is claimed (drafts, rejected and
-- withdrawn registrations), and then written_uscc is what the organisation wrote.
alter table org add column written_uscc text;
alter table org add column application_id bigint not null default 0;
alter table org add column production_address text;
alter table org add column gln text;
alter table org add column card_number text;
alter table org add column company_type smallint not null default 0;
alter table org add column product_types bigint not null default 0;
alter table org add column categories bigint not null default 0;
alter table org add column brands text;
alter table org add column letters text;
alter table org add column introduction text;
alter table org add column industry text;
alter table org add column settings text;
alter table org add column successor_id bigint not null default 0;
create index org_by_application on org (application_id);
create index org_by_successor on org (successor_id, org_id);

-- What lists of organisations are filtered by, narrow: made from org by the program when it starts.
create table org_search (
    org_id bigint not null primary key,
    status smallint not null,
    kinds bigint not null,
    categories bigint not null,
    region_id text not null,
    search_key text not null
);
create index org_search_by_status on org_search (status, org_id);
