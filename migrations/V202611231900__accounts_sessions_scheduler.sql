create table user_account (
    id            uuid primary key,
    email         text        not null,
    name          text        not null,
    password_hash text,
    role          text        not null check (role in ('ADMIN', 'MEMBER')),
    created_at    timestamptz not null default now()
);
create unique index user_account_email on user_account (lower(email));

-- Tokens are kept as SHA-256 digests: they are long random values, so a slow hash would add nothing.
create table api_token (
    id           uuid primary key,
    user_id      uuid        not null references user_account on delete cascade,
    name         text        not null,
    prefix       text        not null,
    hash         bytea       not null unique,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at   timestamptz
);
create index api_token_user on api_token (user_id);

create table worker_token (
    id         uuid primary key,
    name       text        not null,
    hash       bytea       not null unique,
    created_at timestamptz not null default now()
);

-- Names and types as Spring Session reads them.
create table spring_session (
    primary_id            char(36) primary key,
    session_id            char(36) not null unique,
    creation_time         bigint   not null,
    last_access_time      bigint   not null,
    max_inactive_interval int      not null,
    expiry_time           bigint   not null,
    principal_name        varchar(100)
);
create index spring_session_expiry on spring_session (expiry_time);
create index spring_session_principal on spring_session (principal_name);

create table spring_session_attributes (
    session_primary_id char(36)     not null references spring_session (primary_id) on delete cascade,
    attribute_name     varchar(200) not null,
    attribute_bytes    bytea        not null,
    primary key (session_primary_id, attribute_name)
);

-- Names and types as db-scheduler reads them.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution on scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
