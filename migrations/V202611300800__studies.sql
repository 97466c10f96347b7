-- A study is a question and the experiments that answer it. What was asked stays as it was; later additions are kept beside it.
create table study (
    id              uuid primary key,
    project_id      uuid        not null references project,
    name            text        not null,
    design          text        not null,
    document        jsonb       not null,
    additions       jsonb       not null default '[]',
    created_by      uuid references user_account on delete set null,
    created_by_name text,
    created_at      timestamptz not null default now(),
    launched_at     timestamptz,
    deleted_at      timestamptz
);
create index study_project on study (project_id, created_at desc);

-- A row for each experiment that the study asks for. A dropped row or one with a problem has no experiment.
create table study_member (
    study_id      uuid    not null references study on delete cascade,
    position      int     not null,
    member_key    text    not null,
    variant       text    not null,
    budget        double precision,
    learning_rate double precision,
    seed          bigint  not null,
    spec          text,
    problem       text,
    dropped       boolean not null default false,
    reused        boolean not null default false,
    experiment_id uuid references experiment on delete set null,
    primary key (study_id, member_key),
    unique (study_id, position),
    check (spec is not null or problem is not null)
);
comment on column study_member.spec is 'the canonical spec, or null where it could not be read';
comment on column study_member.problem is 'why the experiment cannot be run, or null';
comment on column study_member.reused is 'whether the experiment was there before the study';
create index study_member_experiment on study_member (experiment_id);

-- Experiments that differ in name only give the same curve. By this index a study finds what has been run already.
create index experiment_same_spec on experiment (project_id, md5((spec::jsonb - 'name')::text)) where deleted_at is null;
