-- The checkpoint of another experiment that an experiment starts from (docs/adr/0032). Its content stays for as long as the row does,
-- whatever becomes of the other experiment.
create table start_point (
    experiment_id uuid   primary key references experiment on delete cascade deferrable initially deferred,
    source_id     uuid   not null,
    source_name   text   not null,
    step          bigint not null,
    state         text   not null check (state in ('all', 'weights')),
    bytes         bigint not null,
    sha256        text   not null
);
comment on column start_point.source_id is 'not a reference: the other experiment may be removed for good';
create index start_point_source on start_point (source_id, step);
create index start_point_sha256 on start_point (sha256);

alter table experiment
    add column steps_before   bigint           not null default 0,
    add column flops_before   double precision not null default 0,
    add column seconds_before double precision not null default 0;
comment on column experiment.steps_before is 'done at the checkpoint that it goes on from; flops_before and seconds_before too';

-- Until now this was the median of the last steps. An ended experiment has the speed of the whole run.
update experiment
set tokens_per_second = step * cast(spec::jsonb #>> '{training,batch}' as double precision)
                             * cast(spec::jsonb #>> '{data,sequenceLength}' as double precision) / seconds
where state in ('FINISHED', 'FAILED', 'CANCELLED') and seconds > 0 and step > 0;
