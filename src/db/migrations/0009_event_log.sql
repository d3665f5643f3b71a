-- The event log of EPCIS 2.0: every event type, events captured from outside beside the node's own facts, what finds
-- them again, and what integrators ask and subscribe to.

-- event_type: 1 ObjectEvent .. 5 AssociationEvent. body: the stored form of a captured event (epcis/body.hpp); null for
-- the node's own facts, whose fields stand in the other columns. id_hash: 62 bits of the event's identity within its
-- organisation. origin: 0 a fact of this node, 1 captured and about codes of this node, 2 foreign, taken as it came.
alter table event add column event_type smallint not null default 1;
alter table event add column offset_minutes smallint not null default 480;
alter table event add column id_hash bigint not null default 0;
alter table event add column origin smallint not null default 0;
alter table event add column body bytea;
-- Finds an event that came without an eventID (its hash holds the time), and lists by time.
create index event_by_time on event (org_id, event_time, id_hash, event_id);

-- In which lists of the event the span's codes stand (epcis/query.hpp, role), as a set of bits.
alter table event_span add column span_role smallint not null default 1;

-- Events by place, transaction and party: one row a capture and value, so that a document of one site touches a page for
-- its place, not one per event. entries: (home, event) pairs, ascending (events/facets.hpp tells the bytes).
create table event_facet ( -- sqlite: rowid (wide rows)
    space bigint not null,
    last_event bigint not null,
    entries bytea not null,
    primary key (space, last_event)
);

-- Events by identity: those that came with an eventID at once, the others when they are folded in (identity_tail).
create table event_identity (
    id_hash bigint not null,
    event_id bigint not null,
    home_block bigint not null,
    org_id bigint not null,
    primary key (id_hash, event_id)
);

-- Identities not folded yet: one row per capture, so that a capture does not touch a page per event.
create table identity_tail ( -- sqlite: rowid (wide rows)
    tail_id bigint not null primary key,
    entries bytea not null
);

-- Words and places in use, for /bizSteps, /bizLocations and their kin; term_hash: 62 bits of the text.
create table event_term (
    org_id bigint not null,
    term_kind smallint not null,
    term_hash bigint not null,
    term text not null,
    primary key (org_id, term_kind, term_hash)
);

create table capture_job ( -- sqlite: rowid (wide rows)
    org_id bigint not null,
    capture_id bigint not null,
    user_id bigint not null,
    created_at bigint not null,
    finished_at bigint,
    running smallint not null,
    success smallint not null,
    error_behaviour smallint not null,
    event_count bigint not null,
    errors text not null,
    primary key (org_id, capture_id)
);

-- Master data of the latest document that told it.
create table master_data ( -- sqlite: rowid (wide rows)
    org_id bigint not null,
    element_hash bigint not null,
    vocabulary text not null,
    element_id text not null,
    attributes text not null,
    children text not null,
    recorded_at bigint not null,
    primary key (org_id, element_hash, vocabulary)
);

create table named_query ( -- sqlite: rowid (wide rows)
    org_id bigint not null,
    query_name text not null,
    body text not null,
    created_at bigint not null,
    created_by bigint not null,
    primary key (org_id, query_name)
);

-- secret: the subscriber's signatureToken, sealed with the node's key. seen_event: every event up to it was looked at;
-- seen_beyond: the last one of each node beyond it, as decimal ids divided by commas. due_at: of a schedule its next
-- time, 0 of a stream. version: of the row, so that two nodes do not report the same.
create table subscription ( -- sqlite: rowid (wide rows)
    subscription_id bigint not null primary key,
    org_id bigint not null,
    user_id bigint not null,
    query_name text not null,
    dest text not null,
    secret bytea,
    epc_form smallint not null,
    stream smallint not null,
    report_if_empty smallint not null,
    schedule text,
    initial_record_time bigint,
    seen_event bigint not null,
    seen_beyond text not null,
    due_at bigint not null,
    created_at bigint not null,
    last_notified_at bigint,
    version bigint not null
);
create index subscription_by_query on subscription (org_id, query_name, subscription_id);
create index subscription_by_due on subscription (due_at, subscription_id);

-- Messages to subscribers until they are delivered; dead ones stay to be seen. state: 0 waiting, 1 dead.
create table delivery ( -- sqlite: rowid (wide rows)
    subscription_id bigint not null,
    delivery_id bigint not null,
    state smallint not null,
    attempts integer not null,
    due_at bigint not null,
    created_at bigint not null,
    event_count integer not null,
    body text not null,
    last_error text not null,
    primary key (subscription_id, delivery_id)
);
create index delivery_by_due on delivery (state, due_at);

-- Present place of a code: 62 bits of the container's and the location's name; 0 none, or unknown.
alter table segment add column container_id bigint not null default 0;
alter table segment add column location_id bigint not null default 0;
create index segment_by_container on segment (container_id, block_id, first_c) where container_id <> 0;
-- block_id, counter: of a name that is a code of this node.
create table epc_name (
    name_id bigint not null primary key,
    name text not null,
    block_id bigint not null default 0,
    counter bigint not null default 0
);
create index epc_name_by_code on epc_name (block_id, counter) where block_id <> 0;
