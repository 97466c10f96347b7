-- What an attempt at an experiment takes, estimated from the spec; null for experiments of earlier versions, which are not checked.
alter table experiment
    add column memory_bytes        bigint,
    add column device_memory_bytes bigint;
alter table worker_node add column device_memory_bytes bigint;
comment on column worker_node.device_memory_bytes is 'of its largest GPU; null where the node did not say';
