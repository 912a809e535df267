import django.db.models.deletion
from django.db import migrations, models

import garageflow.tenancy.active
from garageflow.tenancy.operations import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_heartbeat")]

    operations = [
        migrations.CreateModel(
            name="NightStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("night", models.DateField(verbose_name="night")),
                ("step", models.CharField(max_length=60, verbose_name="step")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="number")),
                ("has_failed", models.BooleanField(default=False, verbose_name="failed")),
                (
                    "garage",
                    models.ForeignKey(
                        db_index=False,
                        default=garageflow.tenancy.active.active_garage_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.garage",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a night",
                "verbose_name_plural": "steps of nights",
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "night", "step"), name="night_step_once")
                ],
            },
        ),
        EnableRowSecurity("jobs_nightstep"),
    ]
