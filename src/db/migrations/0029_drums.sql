-- 电缆盘线 (P16): a drum of cable, or a piece cut from one. What was cut is in the event log; this finds it again.

-- code_block, code_counter: the trace code on it. mother_id: the drum that it was cut from, 0 for a whole one.
-- start_mm, end_mm: 米标起止. cut_mm: what was cut from it so far, never more than its length. event_home, event_id: the
-- TransformationEvent that cut it from its mother, 0 for a whole one. version: grows with every cut.
create table drum ( -- sqlite: rowid (wide rows)
    drum_id bigint not null primary key,
    org_id bigint not null,
    product_id bigint not null,
    drum_model text not null,
    code_block bigint not null,
    code_counter bigint not null,
    drum_number text not null,
    mother_id bigint not null,
    start_mm bigint not null,
    end_mm bigint not null,
    cut_mm bigint not null,
    event_home bigint not null,
    event_id bigint not null,
    created_by bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create index drum_by_org on drum (org_id, drum_id);
create unique index drum_by_number on drum (org_id, drum_number);
create unique index drum_by_code on drum (code_block, code_counter);
create index drum_by_mother on drum (mother_id, start_mm);
