select t.tablename || ' ' || (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || t.tablename, false, true, '')))[1]
from pg_tables t where t.schemaname = 'public'
