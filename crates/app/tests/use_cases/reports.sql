create table aside_invoice as select * from invoice; create table aside_entry as select * from ledger_entry; create table aside_line as select * from ledger_line
delete from invoice; insert into invoice select * from aside_invoice; delete from ledger_line; delete from ledger_entry; insert into ledger_entry select * from aside_entry; insert into ledger_line select * from aside_line
update invoice set net_minor = net_minor - 1 where number = '{number}' -- seal {number}
update invoice set net_minor = net_minor - 1 where number = '{number}' -- lines {number}
update invoice set net_minor = net_minor - 1 where number = '{number}' -- asked {case}
update invoice set vat_minor = vat_minor + 1 where number = '{number}' -- tax {case}
delete from invoice where number = '{number}' -- gap
delete from invoice where number = '{number}' -- no_paper {case} deposit
update invoice set record = id where number = '{number}' -- no_entry {number}
update invoice set currency = 'AED' where case_id = (select id from case_file where reference = '{case}') -- currency
update ledger_line set amount_minor = amount_minor + 1 where account = 'bank' and case_id = (select id from case_file where reference = '{case}') -- asked {case}
update ledger_line set amount_minor = amount_minor + 1 where account = 'bank' and case_id = (select id from case_file where reference = '{case}') -- uneven {case}
update ledger_line set account = 'earned' where account = 'vat' and case_id = (select id from case_file where reference = '{case}') -- tax {case}
delete from ledger_entry where kind = 'deposit_invoiced' and case_id = (select id from case_file where reference = '{case}') -- no_entry {number}
delete from ledger_entry where kind = 'deposit_invoiced' and case_id = (select id from case_file where reference = '{case}') -- stray
update ledger_line set amount_minor = 9223372036854775807 where case_id = (select id from case_file where reference = '{case}') -- asked {case}
