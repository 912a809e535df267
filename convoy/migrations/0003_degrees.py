"""Degrees in double precision, as garageflow/geo measures them. No row had any yet."""

from django.db import migrations, models


def _operations():
    for index, table in (("trip_open_from", "trip"), ("trip_open_to", "trip")):
        yield migrations.RemoveIndex(table, index)
    for model, prefixes in (("driver", ("",)), ("trip", ("from_", "to_"))):
        for prefix in prefixes:
            for axis in ("latitude", "longitude"):
                yield migrations.RenameField(model, f"{prefix}{axis}_e6", f"{prefix}{axis}")
                yield migrations.AlterField(model, f"{prefix}{axis}", models.FloatField(null=True))
    for prefix in ("from", "to"):
        yield migrations.AddIndex(
            "trip",
            models.Index(
                models.F("garage"),
                models.F(f"{prefix}_latitude"),
                models.F(f"{prefix}_longitude"),
                condition=models.Q(state="open"),
                name=f"trip_open_{prefix}",
            ),
        )


class Migration(migrations.Migration):
    dependencies = [("convoy", "0002_money")]

    operations = list(_operations())
