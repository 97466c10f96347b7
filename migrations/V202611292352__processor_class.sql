-- What a worker node's processor computes with, and what each attempt computed with. Older nodes and attempts do not say.
alter table worker_node add column processor_class text;
alter table attempt add column processor_class text;
-- What people have to know about the numbers of an attempt, from its start on.
alter table attempt add column note text;
