import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
from garageflow.tenancy.operations import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0004_odometer_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plate", models.CharField(max_length=12, verbose_name="plate")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("found", "found"),
                            ("unknown", "not registered"),
                            ("failed", "no answer"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
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
                "verbose_name": "look-up in the register",
                "verbose_name_plural": "look-ups in the register",
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "plate"), name="look_up_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "found", "unknown", "failed"])),
                        name="look_up_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "asked"), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="look_up_answered",
                    ),
                ],
            },
        ),
        EnableRowSecurity("vehicles_lookup"),
    ]
