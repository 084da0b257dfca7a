bodies| select count(*) from audit_event where action <> 'log_closed'
dropped| select count(*) from audit_closed
closings| select count(*) from audit_event where action = 'log_closed'
one| select max(n) from audit_event where action <> 'log_closed' and n < 11000
its bytes| select body from audit_event where n = ?1
trick| drop trigger audit_closed_stays; update audit_closed set leaf = zeroblob(32) where n = (select min(n) from audit_closed) -- the leaf or link that stays of it was changed
trick| drop trigger audit_closed_stays; update audit_closed set mac = zeroblob(32) where n = (select max(n) from audit_closed) -- the leaf or link that stays of it was changed
trick| drop trigger audit_closed_stays; update audit_closed set closing = zeroblob(16) where n = (select min(n) from audit_closed) -- are gone, and no closing in the log says that they were dropped
trick| drop trigger audit_closed_kept; delete from audit_closed where n = (select min(n) from audit_closed) -- are missing
beside| insert into audit_closed select n, x'{leaf}', mac, (select min(closing) from audit_closed) from audit_event where n = {n}; delete from audit_event where n = {n} -- and others are gone
guarded| delete from audit_event where n = 5000
guarded| update audit_event set purpose = 'audit' where n = 5000
guarded| insert into audit_closed values (99999999, zeroblob(32), zeroblob(32), zeroblob(16))
guarded| delete from record_subject
settle| pragma wal_checkpoint(truncate)
state| drop trigger audit_event_stays; update audit_event set mac = zeroblob(32) where n = {n} -- another link
state| drop trigger audit_tile_grows; update audit_tile set hashes = zeroblob(length(hashes)) where level = 1 -- another tree
state| update audit_head set n = {n} - 1 -- the log ends at
