create table project (
    id         uuid primary key,
    name       text        not null unique,
    title      text        not null,
    created_at timestamptz not null default now()
);
insert into project (id, name, title) values (gen_random_uuid(), 'default', 'Default');

create table corpus (
    id         uuid primary key,
    project_id uuid        not null references project,
    name       text        not null,
    bytes      bigint      not null,
    sha256     text        not null,
    preview    text        not null,
    created_by uuid references user_account on delete set null,
    created_at timestamptz not null default now(),
    unique (project_id, name)
);

create table experiment (
    id                     uuid primary key,
    sequence               bigint generated always as identity unique,
    version                bigint           not null,
    project_id             uuid             not null references project,
    name                   text             not null,
    kind                   text             not null,
    state                  text             not null
        check (state in ('QUEUED', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED', 'CANCELLED')),
    state_reason           text             not null,
    priority               int              not null,
    spec                   text             not null,
    corpus_id              uuid             not null references corpus,
    steps                  bigint           not null,
    parameters             bigint           not null,
    flops_convention       text             not null,
    flops_per_step         bigint           not null,
    flops_planned          double precision not null,
    step                   bigint           not null,
    flops_executed         double precision not null,
    seconds                double precision not null,
    train_loss             double precision,
    val_loss               double precision,
    tokens_per_second      double precision,
    attempts               int              not null,
    losses                 int              not null,
    not_before             timestamptz      not null,
    cancel_requested       boolean          not null,
    pause_requested        boolean          not null,
    tags                   text[]           not null,
    notes                  text             not null,
    created_by             uuid references user_account on delete set null,
    created_by_name        text,
    idempotency_key        text,
    created_at             timestamptz      not null,
    queued_at              timestamptz      not null,
    started_at             timestamptz,
    finished_at            timestamptz,
    updated_at             timestamptz      not null
);
comment on column experiment.losses is 'attempts lost one after the other without a new checkpoint';
comment on column experiment.not_before is 'back-off after losses: not leased before';
create index experiment_queue on experiment (priority desc, queued_at, sequence) where state = 'QUEUED';
create index experiment_running on experiment (project_id) where state = 'RUNNING';
create index experiment_project on experiment (project_id, sequence desc);
create index experiment_updated on experiment (project_id, updated_at);
create unique index experiment_idempotency on experiment (project_id, created_by, idempotency_key)
    where idempotency_key is not null;

create table attempt (
    id                uuid primary key,
    experiment_id     uuid        not null references experiment on delete cascade,
    number            int         not null,
    state             text        not null check (state in ('RUNNING', 'FINISHED', 'FAILED', 'STOPPED', 'LOST')),
    node              text        not null,
    token_hash        bytea       not null,
    lease_until       timestamptz not null,
    resumed_from_step bigint      not null,
    last_step         bigint      not null,
    next_batch        bigint      not null,
    ended_by_worker   boolean     not null,
    reason            text,
    started_at        timestamptz not null,
    ended_at          timestamptz,
    unique (experiment_id, number)
);
create index attempt_lease on attempt (lease_until) where state = 'RUNNING';
create index attempt_node on attempt (node) where state = 'RUNNING';

-- Why each experiment is in the state it is in, for ever.
create table state_change (
    id            bigint generated always as identity primary key,
    experiment_id uuid        not null references experiment on delete cascade,
    changed_at    timestamptz not null,
    from_state    text,
    to_state      text        not null,
    attempt       int,
    reason        text        not null
);
create index state_change_experiment on state_change (experiment_id, id);

create table attempt_log (
    id            bigint generated always as identity primary key,
    experiment_id uuid   not null references experiment on delete cascade,
    attempt       int    not null,
    lines         text   not null
);
create index attempt_log_experiment on attempt_log (experiment_id, id);

create table worker_node (
    name         text primary key,
    hostname     text        not null,
    slots        int         not null,
    cores        int         not null,
    memory_bytes bigint      not null,
    device       text        not null,
    version      text        not null,
    labels       text[]      not null,
    last_seen_at timestamptz not null
);

create table curve_metric (
    experiment_id uuid     not null references experiment on delete cascade,
    id            smallint not null,
    name          text     not null,
    primary key (experiment_id, id),
    unique (experiment_id, name)
);

create table curve_point (
    experiment_id uuid             not null references experiment on delete cascade,
    metric_id     smallint         not null,
    step          bigint           not null,
    value         double precision not null,
    tokens        double precision not null,
    flops         double precision not null,
    seconds       double precision not null,
    attempt       int              not null,
    primary key (experiment_id, metric_id, step)
);

create table checkpoint (
    id            uuid primary key,
    experiment_id uuid        not null references experiment on delete cascade,
    attempt       int         not null,
    step          bigint      not null,
    bytes         bigint      not null,
    sha256        text        not null,
    created_at    timestamptz not null,
    unique (experiment_id, step)
);
create index checkpoint_sha256 on checkpoint (sha256);
