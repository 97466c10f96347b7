alter table user_account add column deactivated_at timestamptz;
alter table user_account add column signed_in_at timestamptz;

-- Links that let somebody set a password once: the first set-up, an invitation, a forgotten password.
create table one_time_link (
    id         uuid primary key,
    purpose    text        not null check (purpose in ('SETUP', 'INVITATION', 'PASSWORD_RESET')),
    hash       bytea       not null unique,
    user_id    uuid references user_account on delete cascade,
    email      text,
    created_by uuid references user_account on delete set null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    used_at    timestamptz,
    check ((purpose = 'INVITATION') = (user_id is null))
);
create index one_time_link_user on one_time_link (user_id);

-- Keys are digests: what people type into a sign-in form may be a password in the wrong field.
create table sign_in_throttle (
    key             bytea primary key,
    failures        int         not null,
    last_failure_at timestamptz not null,
    blocked_until   timestamptz not null
);
create index sign_in_throttle_age on sign_in_throttle (last_failure_at);

-- Keeps the name beside the id: the entry stays readable whatever happens to the account.
create table audit_event (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    actor_id   uuid references user_account on delete set null,
    actor_name text,
    action     text        not null,
    subject    text        not null,
    address    text
);
