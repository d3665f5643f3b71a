-- Models (型号) of e-bikes, batteries and chargers: filings on a template of a family (EBM-24).

-- Of the template that it stands on; null: not filled in yet, of filings from before.
alter table product add column family smallint;

-- 型号规格代码 that models hold which are under review or published: one each within a producer and family (EBM-45, EBM-64).
create table model_code (
    org_id bigint not null,
    family smallint not null,
    code text not null,
    product_id bigint not null,
    primary key (org_id, family, code)
);
create unique index model_code_by_product on model_code (product_id);
