create table share (
    id             uuid primary key,
    token_hash     bytea       not null unique,
    kind           text        not null check (kind in ('EXPERIMENT', 'COMPARISON')),
    title          text,
    view           text        not null,
    created_by     uuid references user_account on delete set null,
    created_at     timestamptz not null default now(),
    expires_at     timestamptz not null,
    revoked_at     timestamptz,
    last_opened_at timestamptz
);

create table share_experiment (
    share_id      uuid not null references share on delete cascade,
    position      int  not null,
    experiment_id uuid not null references experiment on delete cascade,
    primary key (share_id, position),
    unique (share_id, experiment_id)
);
create index share_experiment_experiment on share_experiment (experiment_id);
