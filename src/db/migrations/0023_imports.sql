-- Imports of spreadsheets: one job a file. kind, reference: what the rows become, and the version of it that the file was read
-- with. actor_id: whom the next step is done for: who uploaded, confirmed or tried again last. layout: header, columns and units as
-- JSON, '' until the file is read. due_at: while it is worked on, when another worker may take it; else when its rows are deleted.
-- attempts: how often it was taken up since it last came further.
create table import_job ( -- sqlite: rowid (wide rows)
    import_id bigint not null primary key,
    org_id bigint not null,
    user_id bigint not null,
    actor_id bigint not null,
    kind text not null,
    reference text not null,
    unit_id text not null,
    submit smallint not null,
    sha256 text not null,
    file_name text not null,
    file_bytes bigint not null,
    file_kept smallint not null,
    state smallint not null,
    layout text not null,
    total bigint not null,
    done bigint not null,
    fresh bigint not null,
    changed bigint not null,
    same bigint not null,
    wrong bigint not null,
    stored bigint not null,
    problem text not null,
    attempts bigint not null,
    version bigint not null,
    due_at bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    finished_at bigint
);
create index import_job_by_org on import_job (org_id, import_id);
create index import_job_by_file on import_job (org_id, sha256, import_id);
create index import_job_by_state on import_job (state, due_at, import_id);

-- Which import of an organisation is being stored, until its worker's lease ends: one after the other.
create table import_turn (
    org_id bigint not null primary key,
    import_id bigint not null,
    until bigint not null
);

-- The file until its rows are stored.
create table import_part ( -- sqlite: rowid (wide rows)
    import_id bigint not null,
    pos bigint not null,
    content bytea not null,
    primary key (import_id, pos)
);

-- Rows as they were written and repaired. cells: docs/formats/import-rows.md; findings: what is wrong, changes: what differs from
-- what is stored, as JSON, '' for none. object_id, object_version: what is stored under the key, or what the row became.
create table import_row ( -- sqlite: rowid (wide rows)
    import_id bigint not null,
    row_index bigint not null,
    row_number bigint not null,
    state smallint not null,
    object_id bigint not null,
    object_version bigint not null,
    cells bytea not null,
    findings text not null,
    changes text not null,
    primary key (import_id, row_index)
);
create index import_row_by_state on import_row (import_id, state, row_index);

-- Values of columns that no two rows may share.
create table import_value (
    import_id bigint not null,
    column_index smallint not null,
    content text not null,
    row_index bigint not null,
    primary key (import_id, column_index, content, row_index)
);

create index product_by_model on product (org_id, model, product_id);
