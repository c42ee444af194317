#!/bin/sh
# Run by docker-compose.yml in temporalio/admin-tools: makes Temporal's two databases, or brings them up to date.
# SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD are read by the tool itself.
set -eu

schemas=/etc/temporal/schema/postgresql/v12

set_up() {
  database=$1
  folder=$2
  # Older versions fail where this was done before; the update that follows says whether all is well.
  temporal-sql-tool --plugin postgres12 --db "$database" create || true
  temporal-sql-tool --plugin postgres12 --db "$database" setup-schema -v 0.0 || true
  temporal-sql-tool --plugin postgres12 --db "$database" update-schema -d "$schemas/$folder/versioned"
}

set_up temporal temporal
set_up temporal_visibility visibility
