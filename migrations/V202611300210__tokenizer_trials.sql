-- Whether the tokenizers library takes a tokenizer.json. A worker node tries each file, because the server does not have the library.
alter table tokenizer
    add column state        text    not null default 'UNTRIED' check (state in ('UNTRIED', 'USABLE', 'UNUSABLE')),
    add column leasable     boolean not null default true,
    add column verdict      text,
    add column tried_by     text,
    add column tried_at     timestamptz,
    add check (state <> 'UNUSABLE' or not leasable),
    add check ((verdict is null) = (tried_at is null));
-- The tokenizers from before the trials have been trained with. Experiments with them go on while they are tried.
alter table tokenizer alter column leasable set default false;
comment on column tokenizer.leasable is 'whether the queue leases experiments with it';
comment on column tokenizer.verdict is 'the last result as JSON, kept while the file is tried again; text, as it may hold the character zero, escaped';
comment on column tokenizer.tried_by is 'the worker node that gave the verdict; null when no node could';

create table tokenizer_trial (
    id           uuid primary key,
    sequence     bigint generated always as identity unique,
    tokenizer_id uuid        not null references tokenizer on delete cascade,
    state        text        not null check (state in ('WAITING', 'LEASED', 'ENDED')),
    asked_by     uuid references user_account on delete set null,
    asked_at     timestamptz not null default clock_timestamp(),
    not_before   timestamptz not null default clock_timestamp(),
    node         text,
    token_hash   bytea,
    lease_until  timestamptz,
    leases       int         not null default 0,
    failure      text,
    ended_at     timestamptz,
    check (state <> 'LEASED' or (node is not null and token_hash is not null and lease_until is not null)),
    check ((state = 'ENDED') = (ended_at is not null))
);
comment on column tokenizer_trial.leases is 'how many times a worker node took it';
comment on column tokenizer_trial.failure is 'why the last node that took it gave no verdict';
create unique index tokenizer_trial_open on tokenizer_trial (tokenizer_id) where state <> 'ENDED';
create index tokenizer_trial_tokenizer on tokenizer_trial (tokenizer_id);

-- Worker nodes that ask for trials; those of an older version do not.
create table trying_node (
    name    text primary key,
    seen_at timestamptz not null
);

insert into tokenizer_trial (id, tokenizer_id, state)
select gen_random_uuid(), id, 'WAITING' from tokenizer order by created_at;
