-- What people ask of a checkpoint, kept until it has been answered and a while longer, so that an answer can be repeated.
create table question (
    id             uuid primary key,
    sequence       bigint generated always as identity unique,
    experiment_id  uuid        not null references experiment on delete cascade,
    checkpoint_id  uuid        not null,
    step           bigint      not null,
    bytes          bigint      not null,
    sha256         text        not null,
    kind           text        not null check (kind in ('logits', 'samples')),
    body           text        not null,
    state          text        not null check (state in ('WAITING', 'LEASED', 'ANSWERED', 'CANCELLED')),
    asked_by       uuid references user_account on delete set null,
    asked_at       timestamptz not null,
    deadline       timestamptz not null,
    node           text,
    token_hash     bytea,
    lease_until    timestamptz,
    leases         int         not null default 0,
    answer         text,
    answered_at    timestamptz,
    check ((state = 'ANSWERED') = (answer is not null)),
    check (state <> 'LEASED' or (node is not null and token_hash is not null and lease_until is not null))
);
comment on column question.checkpoint_id is 'no reference: the checkpoint may be replaced while the question is answered';
comment on column question.body is 'text, not jsonb: it may hold the character zero, escaped';
comment on column question.deadline is 'nobody waits for the answer any more';
comment on column question.leases is 'how many times a worker node took it';
create index question_open on question (sequence) where state in ('WAITING', 'LEASED');
create index question_age on question (asked_at);
create index question_experiment on question (experiment_id);

-- Worker nodes that ask for questions; those of an older version do not.
create table answering_node (
    name    text primary key,
    seen_at timestamptz not null
);
