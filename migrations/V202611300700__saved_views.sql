-- What lists of experiments show and how, under names. A private view is its owner's only; one of the project is everybody's.
create table saved_view (
    id         uuid primary key,
    project_id uuid        not null references project,
    owner_id   uuid references user_account on delete set null,
    owner_name text        not null,
    name       text        not null,
    visibility text        not null check (visibility in ('PRIVATE', 'PROJECT')),
    settings   jsonb       not null,
    version    int         not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index saved_view_private_name on saved_view (project_id, owner_id, lower(name)) where visibility = 'PRIVATE';
create unique index saved_view_project_name on saved_view (project_id, lower(name)) where visibility = 'PROJECT';
