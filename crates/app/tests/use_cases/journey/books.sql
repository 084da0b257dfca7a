pragma foreign_keys = off; drop trigger if exists ledger_entry_stays; drop trigger if exists ledger_entry_kept; drop trigger if exists ledger_line_stays; drop trigger if exists ledger_line_kept
set session_replication_role = replica
create table aside_entry as select * from ledger_entry; create table aside_line as select * from ledger_line; create table aside_case as select id, body from case_file
delete from ledger_line; delete from ledger_entry; insert into ledger_entry select * from aside_entry; insert into ledger_line select * from aside_line; update case_file set body = (select a.body from aside_case a where a.id = case_file.id)
update ledger_line set amount_minor = amount_minor + 1 where n = 3 and account = 'bank' -- entry 3: its debits are 1103501 and its credits 1103500
update ledger_line set amount_minor = amount_minor + 1 where n = 3 -- entry 3: its link is
update ledger_line set amount_minor = 9223372036854775807 -- entry 6: its link is
update ledger_line set account = 'earned' where n = 3 and account = 'held' -- entry 3: its link is
update ledger_line set account = 'worker_fee' where n = 3 and account = 'held' -- entry 3: "worker_fee" is no account
update ledger_line set side = case side when 'debit' then 'credit' else 'debit' end where n = 6 -- entry 6: its link is
delete from ledger_line where n = 5 and account = 'held' -- entry 5: its debits are 22500 and its credits 563000
insert into ledger_line select case_id, n, 9, 'vat', 'credit', 5 from ledger_entry where n = 3 -- entry 3: its debits are 1103500 and its credits 1103505
insert into ledger_line select case_id, 99, 1, 'bank', 'debit', 5 from ledger_entry where n = 3 -- 1 lines of books belong to no entry
update ledger_entry set kind = 'earned' where n = 3 -- entry 3: its link is
update ledger_entry set kind = 'gift' where n = 3 -- entry 3: "gift" is no kind of entry
update ledger_entry set currency = 'AED' where n = 3 -- entry 3: it is in AED, and the books are in OMR
update ledger_entry set reverses = 3 where n = 4 -- entry 4: it is to take back entry 3, and does not: that is of another kind
update ledger_entry set reverses = null where n = 4 -- entry 4: it is to take back entry 0, and does not: there is no such entry
update ledger_entry set at = (select c.opened_at from case_file c where c.id = case_id) where n = 3 -- entry 3: its link is
update ledger_entry set record = case_id where n = 3 -- entry 3: its link is
update ledger_entry set link = (select link from ledger_entry where n = 1) where n = 4 -- entry 5: its link is
update ledger_entry set n = 9 where n = 6; update ledger_line set n = 9 where n = 6 -- entries 6 to 8 are missing
delete from ledger_line where n = 4; delete from ledger_entry where n = 4 -- entries 4 to 4 are missing
delete from ledger_line where n = 6; delete from ledger_entry where n = 6 -- they end at entry 5, and the log tells of entry 6: the tail was cut
delete from ledger_line; delete from ledger_entry -- they end at entry 0, and the log tells of entry 6: the tail was cut
insert into ledger_entry select case_id, 7, kind, reverses, currency, record, at, link from ledger_entry where n = 3 -- entry 7: the log tells of 6 entries, so it was put in by other hands
update ledger_line set n = n + 10 where n in (1, 2); update ledger_line set n = 13 - n where n > 10 -- entry 1: its link is
update case_file set body = MONEY -- bank is 0 in the books and 1000 in the case
