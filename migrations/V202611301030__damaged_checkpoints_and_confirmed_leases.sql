-- A checkpoint that was shown to be at fault is passed over and kept (docs/faults.md).
alter table checkpoint add column damage text;
comment on column checkpoint.damage is 'why the content cannot be used; null while nothing is known against it';

-- A lease counts when its node has made a call about it.
alter table attempt add column confirmed boolean not null default true;
