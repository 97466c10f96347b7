-- When leases were last checked, by any server: a long pause means that nobody could renew one either.
create table lease_sweep (
    only_row boolean primary key default true check (only_row),
    swept_at timestamptz not null
);
insert into lease_sweep (swept_at) values (now());
