-- Data templates as versioned data, editions and proposed changes of filings, certificates, and which sections are open.

-- Templates made on this node (C.1 ...), and built-in ones that were edited. number: id in the transparency log.
-- edition: the newest published one; 0: none. draft: the next one as JSON; '': none.
create table template ( -- sqlite: rowid (wide rows)
    template_id text not null primary key,
    number bigint not null,
    base text not null,
    state smallint not null,
    edition bigint not null,
    version bigint not null,
    draft text not null,
    updated_at bigint not null
);
create index template_by_number on template (number);

-- Published editions, never changed. The built-in templates are edition 1 and stand in the program.
create table template_edition ( -- sqlite: rowid (wide rows)
    template_id text not null,
    edition bigint not null,
    content text not null,
    published_at bigint not null,
    published_by bigint not null,
    primary key (template_id, edition)
);

create table template_history ( -- sqlite: rowid (wide rows)
    number bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    act smallint not null,
    content text not null,
    primary key (number, version)
);

-- edition: visible, raised by 变更; revision: raised by 订正. extras: video, attachments, extension pairs, links as JSON,
-- '' for none. search_text: name and model in small letters; null: not made yet. other_uscc: the other party of OEM/ODM.
alter table product add column edition bigint not null default 1;
alter table product add column revision bigint not null default 0;
alter table product add column extras text not null default '';
alter table product add column model text not null default '';
alter table product add column search_text text;
alter table product add column other_uscc text not null default '';
create index product_by_other_party on product (other_uscc, product_id);

-- What each visible edition of a published filing says now; published_at: since when codes are bound to it.
create table product_edition ( -- sqlite: rowid (wide rows)
    product_id bigint not null,
    edition bigint not null,
    revision bigint not null,
    published_at bigint not null,
    changed_at bigint not null,
    content text not null,
    primary key (product_id, edition)
);

-- Documents that the editions of a published filing show beside the pictures of the newest one. section: of section_opening,
-- 0: shown always.
create table product_document (
    product_id bigint not null,
    document_id bigint not null,
    section smallint not null,
    primary key (product_id, document_id)
);
create index product_document_by_document on product_document (document_id, product_id);

-- Certificates, reports and qualifications. valid_to: '' for none. documents: ids as JSON. reminded: days before the end
-- that were last told of (60, 30, 7), 0: none.
create table certificate ( -- sqlite: rowid (wide rows)
    certificate_id bigint not null primary key,
    org_id bigint not null,
    cert_type smallint not null,
    cert_name text not null,
    cert_number text not null,
    search_text text not null,
    issuer text not null,
    valid_from text not null,
    valid_to text not null,
    documents text not null,
    is_open smallint not null,
    is_deleted smallint not null,
    reminded smallint not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index certificate_by_org on certificate (org_id, certificate_id);
create index certificate_by_end on certificate (valid_to, certificate_id);

create table certificate_product (
    certificate_id bigint not null,
    product_id bigint not null,
    primary key (certificate_id, product_id)
);
create index certificate_product_by_product on certificate_product (product_id, certificate_id);

create table certificate_document (
    certificate_id bigint not null,
    document_id bigint not null,
    primary key (certificate_id, document_id)
);
create index certificate_document_by_document on certificate_document (document_id, certificate_id);

create table certificate_history ( -- sqlite: rowid (wide rows)
    certificate_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    act smallint not null,
    content text not null,
    primary key (certificate_id, version)
);

-- Which sections an organisation opened to the public or closed (FIL-36..42); no row: the default of the section.
-- object_id: the product of a section of products, else 0.
create table section_opening (
    opening_id bigint not null primary key,
    org_id bigint not null,
    section smallint not null,
    object_id bigint not null,
    is_open smallint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null
);
create unique index section_opening_by_object on section_opening (org_id, section, object_id);

create table section_history (
    opening_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    is_open smallint not null,
    primary key (opening_id, version)
);

-- Grows whenever what public pages show changed without an event: pages that are kept in memory are made anew. No row: 0.
create table page_version (
    id smallint not null primary key,
    value bigint not null
);
