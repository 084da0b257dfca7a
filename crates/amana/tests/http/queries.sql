settle: pragma wal_checkpoint(truncate)
half-sent: select count(*) from outbox where done_at is null and last_error like '%too large%'
due: select idempotency_key from outbox where kind = 'message' and done_at is null and dead_at is null and run_at <= unixepoch() * 1000000
sent: select idempotency_key from outbox where kind = 'message' and done_at is not null order by done_at desc limit 1000
workers: select w.id, w.reference from worker w join organisation o on o.id = w.org join worker_identity i on i.worker = w.id where o.code = ?1 and w.state = 'roster:listed' and i.kin_phone_sealed is not null order by w.id limit 12
agency: select id, code from organisation where code = ?1
case: select c.id, c.reference from case_file c join organisation o on o.id = c.agency_org where o.code = ?1 and c.state <> 'signed' order by c.id limit 1
