-- The fields of each spec by path, so that lists filter and sort by them without reading the spec. The server fills in the rows of older
-- experiments when it starts, and makes all of them again when its list of fields is another one.
create table experiment_fields (
    experiment_id uuid primary key references experiment on delete cascade deferrable initially deferred,
    catalogue     text  not null,
    fields        jsonb not null
);
comment on column experiment_fields.catalogue is 'a digest of the list of fields that the row was made with';

-- The last, least and greatest finite value of each metric of each experiment. A last value that is no finite number is null.
create table metric_value (
    name          text   not null,
    experiment_id uuid   not null references experiment on delete cascade,
    last_step     bigint not null,
    last          double precision,
    least         double precision,
    greatest      double precision,
    primary key (name, experiment_id)
) with (fillfactor = 80);
create index metric_value_experiment on metric_value (experiment_id);
