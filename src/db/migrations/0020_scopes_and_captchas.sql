-- Captchas that were answered, right or wrong: good once, on whichever server of the database.
create table captcha_used (
    nonce text not null primary key,
    ends_at bigint not null
);
create index captcha_used_by_end on captcha_used (ends_at);

-- Who bound a batch; 0: before this was kept. Members who see their own only see what they bound.
alter table batch add column created_by bigint not null default 0;
create index batch_by_id on batch (batch_id);

-- Who uploaded a document: the same file from two members is one document.
create table document_uploader (
    document_id bigint not null,
    user_id bigint not null,
    primary key (document_id, user_id)
);
