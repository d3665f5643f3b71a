-- 数据质量: what an organisation ignores of its findings, and its score by the day.

-- issue_key: as quality/issues.cpp names it. object_id: 0 for all objects of the issue. It holds until expires_at or ended_at.
create table quality_ignore ( -- sqlite: rowid (wide rows)
    ignore_id bigint not null primary key,
    org_id bigint not null,
    issue_key text not null,
    object_id bigint not null,
    reason text not null,
    created_by bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_by bigint not null,
    ended_at bigint not null
);
create unique index quality_ignore_by_object on quality_ignore (org_id, issue_key, object_id) where ended_at = 0;

-- day_no: days since 1970 in Beijing. parts: the six of them, 0 to 100, with a comma between. The last one of the day stays.
create table quality_day (
    org_id bigint not null,
    day_no bigint not null,
    total bigint not null,
    parts text not null,
    primary key (org_id, day_no)
);
