create table tokenizer (
    id         uuid primary key,
    project_id uuid        not null references project,
    name       text        not null,
    bytes      bigint      not null,
    sha256     text        not null,
    model      text        not null,
    vocabulary int         not null,
    created_by uuid references user_account on delete set null,
    created_at timestamptz not null default now(),
    unique (project_id, name)
);
create index tokenizer_sha256 on tokenizer (sha256);

-- The tokenizer that the spec names, where it names one; its row holds the digest of the file, which never changes.
alter table experiment add column tokenizer_id uuid references tokenizer;
