-- A token made on the Workers page joins one node: the first that uses it. The tokens of the installation join any.
alter table worker_token
    add column prefix          text    not null default '',
    add column one_node        boolean not null default false,
    add column node            text,
    add column last_used_at    timestamptz,
    add column created_by_name text,
    add column replaces        uuid references worker_token on delete set null;
comment on column worker_token.node is 'the node that used it last; with one_node no other node may use it';
comment on column worker_token.replaces is 'the token that is deleted when this one is used for the first time';

-- The attempts of a token end when it is revoked.
alter table attempt add column worker_token_id uuid references worker_token on delete set null;
create index attempt_worker_token on attempt (worker_token_id) where state = 'RUNNING';
