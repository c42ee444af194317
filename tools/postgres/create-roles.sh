#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: the roles of application and Temporal, which are no superusers.
# By hand, for a volume of before: docker compose exec postgres sh /docker-entrypoint-initdb.d/create-roles.sh
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set app_password="$APP_PASSWORD" --set temporal_password="$TEMPORAL_PASSWORD" <<'SQL'
select format('create role assisted_login login password %L', :'app_password')
  where not exists (select from pg_roles where rolname = 'assisted_login') \gexec
-- Temporal's schema tool makes its two databases itself.
select format('create role temporal login createdb password %L', :'temporal_password')
  where not exists (select from pg_roles where rolname = 'temporal') \gexec
select 'create database assisted_login owner assisted_login'
  where not exists (select from pg_database where datname = 'assisted_login') \gexec
SQL
