-- API keys, and the answers kept for requests that are sent twice (Idempotency-Key).
create table api_key (
    key_id bigint primary key,
    secret_hash bytea not null,
    org_id bigint not null,
    user_id bigint not null,
    roles bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    last_used_day bigint
);
create index api_key_by_org on api_key (org_id, key_id);

-- Neither the key nor the request can be read from it: a hash of the key, and a MAC of the request under the key.
create table kept_answer (
    user_id bigint not null,
    key_hash bytea not null,
    request_mac bytea not null,
    status integer not null,
    location text,
    body text,
    created_at bigint not null,
    primary key (user_id, key_hash)
);
create index kept_answer_by_age on kept_answer (created_at);
