-- When the database was restored from a backup (docs/backup.md). Each restoration begins a generation, whose attempts have numbers of their own.
create table restoration (
    generation  int primary key check (generation > 0),
    taken_at    timestamptz not null,
    restored_at timestamptz not null,
    applied_at  timestamptz
);
comment on column restoration.taken_at is 'when the backup was made';
comment on column restoration.applied_at is 'when the attempts of the time before were ended, by the first server that started; null until then';
