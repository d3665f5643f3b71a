-- What was read on pictures of business licences. state: 1 waits, 2 read, 3 cannot be read; tried_at: when somebody last took
-- it to read. fields: keys, values and how sure each is, as JSON.
create table document_reading ( -- sqlite: rowid (wide rows)
    document_id bigint not null primary key,
    state smallint not null,
    attempts smallint not null,
    tried_at bigint not null,
    fields text not null
);
create index document_reading_by_state on document_reading (state, tried_at);
