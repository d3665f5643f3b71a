-- 企业备案, 供货能力备案, 生产能力备案 (FIL-01..10): what an organisation files of itself, and every version of it.
-- approved_values: as last approved; null before that.
create table filing ( -- sqlite: rowid (wide rows)
    filing_id bigint not null primary key,
    org_id bigint not null,
    filing_kind smallint not null,
    state smallint not null,
    field_values text not null,
    approved_values text,
    version bigint not null,
    updated_at bigint not null,
    unique (org_id, filing_kind)
);

create table filing_history ( -- sqlite: rowid (wide rows)
    filing_id bigint not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    state smallint not null,
    content text not null,
    primary key (filing_id, version)
);
