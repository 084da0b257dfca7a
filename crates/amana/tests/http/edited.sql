pragma wal_checkpoint(truncate)
drop trigger audit_tile_grows; update audit_tile set hashes = zeroblob(8192) where level = 0 and idx = 1; -- tile 0/1 of the tree is missing or was changed
drop trigger audit_tile_grows; update audit_tile set hashes = substr(hashes, 33) where level = 1 and idx = 0; -- tile 1/0 of the tree
drop trigger audit_tile_grows; update audit_tile set hashes = substr(hashes, 1, 31) where level = 1 and idx = 0; -- is cut within a hash
drop trigger audit_tile_kept; delete from audit_tile where level = 0 and idx = 0; -- tile 0/0 of the tree is missing or was changed
drop trigger audit_checkpoint_stays; update audit_checkpoint set note = replace(note, 'amana/', 'amena/'); -- is not signed by the log's key
drop trigger audit_checkpoint_stays; update audit_checkpoint set size = size - 1 where size = (select max(size) from audit_checkpoint); -- its note speaks of
insert into audit_checkpoint (epoch, size, at, note) select epoch, size + 1, at, note from audit_checkpoint order by size desc limit 1; -- its note speaks of
drop trigger audit_event_stays; update audit_event set body = cast(replace(body, '"action"', '"actiom"') as blob) where n = 300; -- record 300: its bytes are not those that were linked | record 300: the tree has another leaf for it
drop trigger audit_event_stays; update audit_event set mac = randomblob(32) where n = 300; -- record 300: its bytes are sound, but its stored link was changed
drop trigger audit_event_stays; update audit_event set body = cast(replace(body, '"action"', '"actiom"') as blob), mac = randomblob(32) where n = 300; -- record 301 cannot be proved by the chain
drop trigger audit_event_kept; delete from audit_event where n = 300; -- records 300 to 300 are missing
drop trigger audit_event_stays; drop trigger audit_event_kept; delete from audit_event where n = 300; update audit_event set n = -n where n > 300; update audit_event set n = -n - 1 where n < 0; -- at record 300 1 records were taken out and the rest renumbered
drop trigger audit_event_stays; update audit_event set n = -n where n >= 300; update audit_event set n = 1 - n where n < 0; insert into audit_event select 300, randomblob(16), org, subject, object, case_id, actor, action, purpose, at, body, randomblob(32) from audit_event where n = 200; -- at record 300 1 records were put in and the rest renumbered
drop trigger audit_event_stays; update audit_event set n = -1 where n = 300; update audit_event set n = 300 where n = 301; update audit_event set n = 301 where n = -1; -- record 300 holds what was linked as record 301
insert into audit_event select n + 1, randomblob(16), org, subject, object, case_id, actor, action, purpose, at, body, mac from audit_event order by n desc limit 1; -- its bytes are not those that were linked
drop trigger audit_event_stays; update audit_event set n = n + 5 where n = (select max(n) from audit_event); -- are missing
drop trigger audit_event_kept; delete from audit_event where n > (select max(n) - 3 from audit_event); update audit_head set (n, mac) = (select n, mac from audit_event order by n desc limit 1); -- the tail was cut
update audit_head set (n, mac) = (select n, mac from audit_event where n = 300); -- the head in the database does not name record
update audit_head set mac = randomblob(32); -- the head in the database does not name record
delete from audit_head; -- the head in the database does not name record
update case_file set state = 'signed' where id = (select min(id) from case_file where state = 'enquiry'); -- stands at `signed`
update case_file set version = version + 1 where id = (select min(id) from case_file); -- stands at
pragma foreign_keys = off; delete from case_file where id = (select min(id) from case_file); -- 1 cases that the log speaks of are not in the database
pragma foreign_keys = off; insert into case_file select randomblob(16), 'C-FORGED', customer_org, agency_org, worker, state, overlay, body, previous, opened_at, moved_at, due_at, version from case_file limit 1; -- no record tells of it
drop trigger ledger_line_stays; update ledger_line set amount_minor = amount_minor + 1 where rowid = (select max(rowid) from ledger_line); -- its debits are | the books: | do not hold
drop trigger ledger_line_stays; update ledger_line set amount_minor = amount_minor + 1 where (case_id, n) = (select case_id, n from ledger_line order by case_id, n limit 1); -- entry 1: its link is
drop trigger ledger_line_kept; delete from ledger_line where rowid = (select max(rowid) from ledger_line); -- its debits are
drop trigger ledger_entry_stays; update ledger_entry set link = randomblob(32) where (case_id, n) = (select case_id, max(n) from ledger_entry group by case_id order by case_id limit 1); -- its record in the log names another link
drop trigger ledger_entry_kept; drop trigger ledger_line_kept; pragma foreign_keys = off; delete from ledger_line where (case_id, n) in (select case_id, max(n) from ledger_entry group by case_id order by case_id limit 1); delete from ledger_entry where (case_id, n) in (select case_id, max(n) from ledger_entry group by case_id order by case_id limit 1); -- the tail was cut
drop trigger ledger_entry_kept; drop trigger ledger_line_kept; pragma foreign_keys = off; delete from ledger_line; delete from ledger_entry; -- they end at entry 0
pragma foreign_keys = off; insert into ledger_line values (randomblob(16), 1, 1, 'bank', 'debit', 5); -- 1 lines of books belong to no entry
insert into ledger_entry select case_id, n + 1, kind, null, currency, record, at, link from ledger_entry group by case_id having n = max(n) order by case_id limit 1; -- so it was put in by other hands
update case_file set body = json_set(body, '$.account.paid_minor', 1) where id = (select min(case_id) from ledger_entry where kind = 'deposit_held'); -- bank is
