-- A corpus of several documents has their index stored beside its text; one of a single document has none.
alter table corpus
    add column documents        bigint not null default 1,
    add column documents_bytes  bigint,
    add column documents_sha256 text,
    add check ((documents_bytes is null) = (documents_sha256 is null));
create index corpus_sha256 on corpus (sha256);
