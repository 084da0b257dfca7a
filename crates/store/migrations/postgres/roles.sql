-- What belongs to the whole server and stands in no dump: run before the first migration, and before a dump is restored.
-- Roles: one per scope, none can log in, none is a member of another. The server's login owns nothing and inherits nothing;
-- it may only become one of these inside a transaction. Another database of this server may be making them at this moment.
do $$
declare r text;
begin
    foreach r in array array['amana_org', 'amana_subject', 'amana_operator', 'amana_public', 'amana_signin', 'amana_system', 'amana_marker']
    loop
        if not exists (select 1 from pg_roles where rolname = r) then
            begin
                execute format('create role %I nologin noinherit nosuperuser nobypassrls nocreatedb nocreaterole', r);
            exception when duplicate_object or unique_violation then null;
            end;
        end if;
    end loop;
    if not exists (select 1 from pg_roles where rolname = 'amana_login') then
        begin
            create role amana_login login noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
        exception when duplicate_object or unique_violation then null;
        end;
    end if;
end $$;
grant amana_org, amana_subject, amana_operator, amana_public, amana_signin, amana_system to amana_login;
