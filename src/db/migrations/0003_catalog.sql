-- Product filings (产品备案) and everything that was ever said in them.

create table product (
    product_id bigint not null primary key,
    org_id bigint not null,
    template_id text not null,
    unit_id text not null,
    product_name text not null,
    status smallint not null,
    field_values text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    submitted_at bigint,
    reviewed_at bigint,
    reviewer_id bigint not null,
    reason text not null
);
create index product_by_org on product (org_id, product_id);
create index product_by_status on product (status, product_id);

-- Pictures in the order of the filing; the index answers whether a document may be shown to anybody.
create table product_picture (
    product_id bigint not null,
    pos smallint not null,
    document_id bigint not null,
    primary key (product_id, pos)
);
create index product_picture_by_document on product_picture (document_id, product_id);

-- One row for each version, never changed: who did what, and the content as it was then (NAT-35).
create table product_history (
    product_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    act smallint not null,
    status smallint not null,
    content text not null,
    primary key (product_id, version)
);
