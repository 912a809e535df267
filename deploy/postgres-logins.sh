#!/usr/bin/env bash
# Run once by the postgres image when the database is new: the two logins (docs/adr/0001) and the database.
set -euo pipefail

psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$OWNER_DATABASE_PASSWORD" -v app_password="$APP_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE garageflow_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE garageflow_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE garageflow OWNER garageflow_owner;
REVOKE CONNECT ON DATABASE garageflow FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE garageflow TO garageflow_app;
SQL
