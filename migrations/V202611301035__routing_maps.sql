-- Questions for the routing map of a text.
alter table question drop constraint question_kind_check;
alter table question add constraint question_kind_check check (kind in ('logits', 'routing', 'samples'));
