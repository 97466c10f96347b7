-- Where an experiment of a study stands in successive halving: how many rungs it has passed, whether it waits paused at the next one,
-- and why it was stopped. And the member whose run it goes on from, and whether it was launched and waits for that run.
alter table study_member
    add column rung smallint not null default 0,
    add column held boolean not null default false,
    add column stopped text,
    add column trunk text,
    add column pending boolean not null default false;
