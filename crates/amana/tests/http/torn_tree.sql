pragma wal_checkpoint(truncate)
drop trigger audit_tile_grows; update audit_tile set hashes = zeroblob(8192) where level = 0 and idx = 1; -- tile 0/1 of the tree is missing or was changed
drop trigger audit_tile_grows; update audit_tile set hashes = substr(hashes, 33) where level = 1 and idx = 0; -- tile 1/0 of the tree
drop trigger audit_tile_grows; update audit_tile set hashes = substr(hashes, 1, 31) where level = 1 and idx = 0; -- is cut within a hash
drop trigger audit_tile_kept; delete from audit_tile where level = 0 and idx = 0; -- tile 0/0 of the tree is missing or was changed
drop trigger audit_checkpoint_stays; update audit_checkpoint set note = replace(note, 'amana/', 'amena/'); -- is not signed by the log's key
drop trigger audit_checkpoint_stays; update audit_checkpoint set size = size - 1 where size = (select max(size) from audit_checkpoint); -- its note speaks of
insert into audit_checkpoint (epoch, size, at, note) select epoch, size + 1, at, note from audit_checkpoint order by size desc limit 1; -- its note speaks of
drop trigger audit_event_stays; update audit_event set body = cast(replace(body, '"action"', '"actiom"') as blob) where n = 300; -- record 300: the tree has another leaf for it
drop trigger audit_event_kept; delete from audit_event where n > (select max(n) - 3 from audit_event); -- the tail was cut
