select number from invoice where id = (select min(id) from invoice)
drop trigger invoice_stays; drop trigger invoice_kept; update invoice set vat_minor = vat_minor + 1 where id = (select min(id) from invoice)
