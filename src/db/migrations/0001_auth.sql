-- Users, sessions, audit trail, set-up of the first administrator.
create table app_user (
    user_id bigint primary key,
    login text not null unique,
    password_hash text not null,
    org_id bigint not null,
    roles bigint not null,
    status smallint not null,
    failed_count integer not null,
    locked_until bigint,
    must_change_password smallint not null,
    created_at bigint not null
);

create table app_session (
    token_hash bytea not null primary key,
    user_id bigint not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index app_session_by_user on app_session (user_id);
create index app_session_by_expiry on app_session (expires_at);

create table audit (
    audit_id bigint primary key,
    ts bigint not null,
    user_id bigint not null,
    org_id bigint not null,
    action text not null,
    object_kind text not null,
    object_id bigint not null,
    request_id text,
    detail text
);
create index audit_by_object on audit (object_kind, object_id, audit_id);

-- One row: the hash of the one-time token, and when it was used.
create table setup (
    setup_id smallint not null primary key,
    token_hash bytea not null,
    created_at bigint not null,
    used_at bigint,
    user_id bigint
);
