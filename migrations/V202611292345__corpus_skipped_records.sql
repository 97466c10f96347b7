-- How the documents of a corpus were read. Corpora from before have no formats, because these are not known.
alter table corpus
    add column skipped_records bigint not null default 0 check (skipped_records >= 0),
    add column formats         text[] not null default '{}',
    add column field           text;
