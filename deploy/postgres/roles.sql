-- For psql, as a superuser connected to the service's database, as often as one likes: passwords become those given.
-- The owner makes and changes tables (npm run migrate); the service only reads and writes their rows.
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD
select 'create role frontrow_owner' where not exists (select from pg_roles where rolname = 'frontrow_owner') \gexec
select 'create role frontrow_service' where not exists (select from pg_roles where rolname = 'frontrow_service') \gexec
alter role frontrow_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'owner_password';
alter role frontrow_service login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'service_password';
select format('alter database %I owner to frontrow_owner', current_database()) \gexec
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect on database %I to frontrow_service', current_database()) \gexec
revoke create on schema public from public;
