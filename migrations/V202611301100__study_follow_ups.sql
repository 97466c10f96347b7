-- What the server does by itself for a study that has been launched.
alter table study
    add column followed text,
    add column priority int not null default 0,
    add column flops_limit double precision check (flops_limit > 0),
    add column stop_on_failure boolean not null default false;
comment on column study.followed is 'the state of the finished runs that was looked at last, or null';
comment on column study.priority is 'the priority of the experiments that the study submits';
comment on column study.flops_limit is 'the most training FLOPs that the experiments submitted by the study may be planned with, or null';
comment on column study.stop_on_failure is 'whether the others are cancelled when an experiment of the study has failed';
