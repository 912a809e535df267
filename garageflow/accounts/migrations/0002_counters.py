from django.db import migrations

# The columns are those of django.core.cache.backends.db. Unlogged: written at every try to sign in, and after
# a crash of the database nobody misses them.
_CREATE = """
CREATE UNLOGGED TABLE accounts_counter (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX accounts_counter_expires ON accounts_counter (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(_CREATE, "DROP TABLE accounts_counter")]
