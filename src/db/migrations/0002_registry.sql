-- Organisations, their versions, and documents (the files stand in the documents folder, named by their hash).
create table org (
    org_id bigint primary key,
    uscc text not null unique,
    name text not null,
    address text not null,
    contact text not null,
    name_en text,
    postcode text,
    vendor_code text,
    legal_person text,
    legal_person_phone text,
    contact_person text,
    contact_phone text,
    fax text,
    email text,
    website text,
    remark text,
    capital_10k_yuan bigint,
    licence_id bigint,
    kinds bigint not null,
    region_id text not null,
    status smallint not null,
    review_reason text,
    reviewed_by bigint not null,
    reviewed_at bigint,
    submitted_at bigint not null,
    review_due_at bigint not null,
    created_at bigint not null,
    version bigint not null
);
create index org_by_status on org (status, org_id);

-- What an organisation said at each version: nothing disappears.
create table org_history (
    org_id bigint not null,
    version bigint not null,
    status smallint not null,
    changed_by bigint not null,
    changed_at bigint not null,
    content text not null,
    primary key (org_id, version)
);

create table document (
    document_id bigint primary key,
    org_id bigint not null,
    sha256 text not null,
    media_type smallint not null,
    bytes bigint not null,
    created_at bigint not null,
    unique (org_id, sha256)
);
