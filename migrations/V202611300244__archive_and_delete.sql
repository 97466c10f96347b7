-- A deleted experiment is hidden at once and removed some days later. Until then it can be restored.
alter table experiment
    add column archived_at     timestamptz,
    add column deleted_at      timestamptz,
    add column deleted_by_name text;
create index experiment_deleted on experiment (deleted_at) where deleted_at is not null;
