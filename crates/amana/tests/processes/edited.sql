drop trigger audit_event_kept on audit_event; drop trigger record_subject_kept on record_subject; create table kept_audit_event as table audit_event; create table kept_audit_head as table audit_head; create table kept_audit_checkpoint as table audit_checkpoint
delete from audit_event; insert into audit_event table kept_audit_event; delete from audit_head; insert into audit_head table kept_audit_head; delete from audit_checkpoint; insert into audit_checkpoint table kept_audit_checkpoint
update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), '"action"', '"actiom"'), 'UTF8') where n = 4; -- record 4: its bytes are not those that were linked
update audit_event set mac = sha256('forged') where n = 4; -- record 4: its bytes are sound, but its stored link was changed
delete from audit_event where n = 4; -- records 4 to 4 are missing
delete from audit_event where n = 4; update audit_event set n = -n where n > 4; update audit_event set n = -n - 1 where n < 0; -- at record 4 1 records were taken out and the rest renumbered
update audit_event set n = -1 where n = 4; update audit_event set n = 4 where n = 5; update audit_event set n = 5 where n = -1; -- record 4 holds what was linked as record 5
delete from audit_event where n = (select max(n) from audit_event); update audit_head set (n, mac) = (select n, mac from audit_event order by n desc limit 1); -- the tail was cut
update audit_head set n = n - 1; -- the head in the database does not name record
update audit_event set action = 'archive' where n = 4; -- record 4 is sound, but the columns that find it were changed
update audit_event set at = at + interval '1 second' where n = 4; -- the columns that find it were changed
update audit_event set org = gen_random_uuid() where n = 4; -- the columns that find it were changed
update audit_checkpoint set note = replace(note, 'amana/', 'amena/'); -- is not signed by the log's key
update audit_checkpoint set size = size - 1; -- its note speaks of
