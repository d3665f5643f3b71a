-- Who is told that an application waits is found by role.
create index membership_by_role on membership (role, membership_id);

-- Documents that an application names, by round: whoever may review it may open them.
create table application_document (
    application_id bigint not null,
    round integer not null,
    document_id bigint not null,
    primary key (application_id, round, document_id)
);
create index application_document_by_document on application_document (document_id, application_id);
