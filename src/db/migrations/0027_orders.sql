-- 商品追溯码 that were activated, which nothing takes back; sales orders (销售订单); brands (品牌) that were made beside filings.
-- dossier_history keeps their versions too. kind: 4 product trace code (its record is the product's), 5 sales order.
create table product_trace_code (
    product_id bigint not null primary key,
    org_id bigint not null,
    gtin text not null,
    content text not null,
    activated_at bigint not null,
    activated_by bigint not null
);

-- personal: who sends and who receives, sealed.
create table sales_order ( -- sqlite: rowid (wide rows)
    order_id bigint not null primary key,
    org_id bigint not null,
    number text not null,
    seller text not null,
    content text not null,
    personal bytea not null,
    version bigint not null,
    created_at bigint not null,
    created_by bigint not null,
    updated_at bigint not null,
    is_deleted smallint not null
);
create unique index sales_order_by_number on sales_order (org_id, number) where is_deleted = 0;
create index sales_order_by_org on sales_order (org_id, order_id);

create table brand (
    org_id bigint not null,
    name text not null,
    created_at bigint not null,
    created_by bigint not null,
    primary key (org_id, name)
);
