-- The experiments that a list shows, newest first. The database counts them in this index without reading the experiments.
create index experiment_listed on experiment (project_id, sequence desc) where deleted_at is null and archived_at is null;
