-- 批次档案: what a maker says of a batch (purchases, production, sales), its inspection reports, and the names that are
-- offered again. content: the whole of a version as JSON text, as dossier/content.cpp writes it.
create table dossier ( -- sqlite: rowid (wide rows)
    dossier_id bigint not null primary key,
    org_id bigint not null,
    product_id bigint not null,
    batch_number text not null,
    gtin text not null,
    stage smallint not null,
    content text not null,
    version bigint not null,
    created_at bigint not null,
    created_by bigint not null,
    updated_at bigint not null,
    is_deleted smallint not null
);
create unique index dossier_by_number on dossier (org_id, product_id, batch_number) where is_deleted = 0;
create index dossier_by_org on dossier (org_id, dossier_id);
create index dossier_by_gtin on dossier (gtin, batch_number) where is_deleted = 0;
create index dossier_by_gtin_org on dossier (gtin, org_id, dossier_id);

-- Batches whose trace code was queried by the public: from then on neither number nor description goes away.
create table dossier_queried (
    dossier_id bigint not null primary key,
    first_at bigint not null
);

-- The purchases of present dossiers once more, for the list of materials.
create table dossier_purchase (
    dossier_id bigint not null,
    row_no integer not null,
    org_id bigint not null,
    supplier text not null,
    material text not null,
    lots text not null,
    unit text not null,
    total bigint not null,
    used bigint not null,
    primary key (dossier_id, row_no)
);
create index dossier_purchase_by_lot on dossier_purchase (org_id, supplier, material, lots, unit);

-- 供应商, 原辅料, 订单: typed once, offered again. kind 4: names of sellers that were kept secret.
create table dossier_name (
    org_id bigint not null,
    kind smallint not null,
    name text not null,
    used_at bigint not null,
    primary key (org_id, kind, name)
);

-- 销售商. personal: contact, telephone and e-mail, sealed.
create table seller ( -- sqlite: rowid (wide rows)
    seller_id bigint not null primary key,
    org_id bigint not null,
    name text not null,
    secret smallint not null,
    content text not null,
    personal bytea not null,
    version bigint not null,
    created_at bigint not null,
    created_by bigint not null,
    updated_at bigint not null,
    is_deleted smallint not null
);
create unique index seller_by_name on seller (org_id, name) where is_deleted = 0;
create index seller_by_org on seller (org_id, seller_id);

-- 检验报告 by batch.
create table batch_report ( -- sqlite: rowid (wide rows)
    report_id bigint not null primary key,
    org_id bigint not null,
    dossier_id bigint not null,
    content text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    is_deleted smallint not null
);
create index batch_report_by_org on batch_report (org_id, report_id);
create index batch_report_by_dossier on batch_report (dossier_id, report_id);

-- Every version of dossiers, sellers and reports. kind: 1 dossier, 2 seller, 3 report.
create table dossier_history ( -- sqlite: rowid (wide rows)
    record_id bigint not null,
    version bigint not null,
    org_id bigint not null,
    kind smallint not null,
    act smallint not null,
    changed_at bigint not null,
    changed_by bigint not null,
    content text not null,
    primary key (record_id, version)
);

-- Codes bound under a batch number are found by it.
create index batch_by_prefix on batch (org_id, product_id, number_prefix);
