-- Jobs that are submitted to the scheduler of a cluster. Each is for one attempt at an experiment (docs/adr/0045).
create table compute_job (
    id             uuid primary key,
    experiment_id  uuid        not null references experiment on delete cascade,
    number         int         not null,
    name           text        not null unique,
    state          text        not null check (state in ('INTENDED', 'SUBMITTED', 'ENDED')),
    external_id    text,
    token_id       uuid,
    priority       int         not null,
    from_step      bigint      not null,
    phase          text        not null check (phase in ('UNKNOWN', 'PENDING', 'RUNNING', 'ENDING', 'GONE')),
    phase_since    timestamptz not null,
    says           text,
    expected_start timestamptz,
    created_at     timestamptz not null,
    tried_at       timestamptz,
    stop_asked_at  timestamptz,
    ended_at       timestamptz,
    unique (experiment_id, number)
);
comment on table compute_job is 'a row is written before its job is submitted; state says how far that has come';
comment on column compute_job.name is 'the name that the job has at the scheduler, by which it is found again';
comment on column compute_job.external_id is 'the id that the scheduler gave it; null until it is known';
comment on column compute_job.from_step is 'the step of the checkpoint that its attempt would begin with';
comment on column compute_job.says is 'what the scheduler says about it: why it waits, why it was refused, or how it ended';
comment on column compute_job.stop_asked_at is 'when it was told to end by Isobath; null while it was not';

-- An experiment never has two jobs that may still run.
create unique index compute_job_open on compute_job (experiment_id) where state <> 'ENDED';

-- The token of a job joins for one experiment only. It is deleted when the job has ended.
alter table worker_token add column experiment_id uuid references experiment on delete cascade;
alter table compute_job add foreign key (token_id) references worker_token on delete set null;
