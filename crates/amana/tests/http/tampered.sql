drop trigger audit_event_stays
drop trigger audit_event_kept
drop trigger record_subject_stays
drop trigger record_subject_kept
drop trigger audit_strip_stays
update audit_event set subject = null where n = (select min(n) from audit_event where subject is not null)
update audit_event set org = randomblob(16) where n = 500
update audit_event set object = null where n = 501
update audit_event set at = at + 1 where n = 502
update audit_event set id = randomblob(16) where n = 503
insert into record_subject (subject, record) select randomblob(16), id from audit_event where n = 504
update audit_event set case_id = null where n = (select min(n) from audit_event where case_id is not null)
update audit_event set actor = randomblob(16) where n = 505
update audit_event set action = 'archive' where n = 506
update audit_event set purpose = 'audit' where n = (select max(n) from audit_event where purpose is not null)
delete from record_subject where rowid = (select min(rowid) from record_subject)
update audit_strip set marks = cast(substr(marks, 1, 1012) || x'00000000' || substr(marks, 1017) as blob) where way = 'action' and idx = 1
