-- The points of the curves, as blocks of columns (docs/adr/0026). The old table stays until the server has moved its points.
create table curve_block (
    experiment_id uuid             not null references experiment on delete cascade,
    series        smallint         not null,
    first_step    bigint           not null,
    last_step     bigint           not null,
    points        int              not null,
    first_value   double precision not null,
    last_value    double precision not null,
    closed        boolean          not null,
    base_level    smallint,
    content       bytea            not null,
    level_0       bytea,
    level_1       bytea,
    level_2       bytea,
    level_3       bytea,
    primary key (experiment_id, series, first_step)
);
comment on column curve_block.series is 'the id of a curve_metric; -1 tokens, -2 FLOPs, -3 seconds, which are stored once for each step';
comment on column curve_block.closed is 'the block is full and is never written again, unless its attempt is superseded';
comment on column curve_block.base_level is 'level_n has buckets of 2^(base_level + 2n) steps; null without levels';
-- The columns are compressed already.
alter table curve_block alter column content set storage external;
alter table curve_block alter column level_0 set storage external;
alter table curve_block alter column level_1 set storage external;
alter table curve_block alter column level_2 set storage external;
alter table curve_block alter column level_3 set storage external;
create index curve_block_open on curve_block (experiment_id) where not closed;
-- Open blocks are deleted when they are merged. Their space is to be used again soon.
alter table curve_block set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.2,
    toast.autovacuum_vacuum_scale_factor = 0.02);

-- How far the points of an experiment go, and what was appended since its open blocks were merged.
create table curve_extent (
    experiment_id uuid   primary key references experiment on delete cascade,
    last_step     bigint not null,
    merged_step   bigint not null,
    open_steps    int    not null,
    open_batches  int    not null,
    open_blocks   int    not null
) with (fillfactor = 50);
comment on column curve_extent.merged_step is 'blocks that begin after this step were appended since the last merge';
