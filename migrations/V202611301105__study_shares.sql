-- A link may show a study, as it is when somebody opens the link.
alter table share add column study_id uuid references study on delete cascade;
alter table share drop constraint share_kind_check;
alter table share add constraint share_kind_check check (kind in ('EXPERIMENT', 'COMPARISON', 'STUDY'));
alter table share add constraint share_study_check check ((kind = 'STUDY') = (study_id is not null));
create index share_study on share (study_id);
