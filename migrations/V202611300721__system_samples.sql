-- What worker nodes and the processes of attempts used, every ten seconds (docs/adr/0033).
create table system_sample (
    node                 text        not null,
    experiment_id        uuid references experiment on delete cascade,
    attempt              int,
    at                   timestamptz not null,
    cpu                  real,
    memory_bytes         bigint,
    process_cpu          real,
    process_memory_bytes bigint,
    gpu                  real,
    gpu_memory_bytes     bigint
);
comment on column system_sample.experiment_id is 'null where the node waited for work; such rows are kept for a week';
comment on column system_sample.process_cpu is 'the cores that the process of the attempt kept busy';
create index system_sample_experiment on system_sample (experiment_id, at);
create index system_sample_node on system_sample (node, at);
create index system_sample_waiting on system_sample (at) where experiment_id is null;
