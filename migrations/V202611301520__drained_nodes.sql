-- A node that is drained gets no more experiments. Those that it runs go on.
alter table worker_node
    add column drained_at timestamptz,
    add column drained_by text;
