-- What an experiment computes with. The queue reads it for each lease, and parsing the spec of everything that waits took most of a lease.
alter table experiment
    add column device text not null
        generated always as (coalesce(spec::jsonb -> 'training' ->> 'device', 'cpu')) stored;
-- The line of each project, in its order. The first of all is among the firsts of the projects.
create index experiment_line on experiment (project_id, device, priority desc, queued_at, sequence) where state = 'QUEUED';
drop index experiment_queue;
