import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
import garageflow.tenancy.models
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_pdf_order_language"),
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0003_car_pass"),
    ]

    operations = [
        migrations.CreateModel(
            name="OdometerWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("repair", "repair"),
                            ("replacement", "replacement"),
                            ("reprogramming", "reprogramming"),
                        ],
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="done on")),
                ("km_before", models.PositiveIntegerField(verbose_name="reading before (km)")),
                ("km_after", models.PositiveIntegerField(verbose_name="reading after (km)")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("done_by", models.CharField(max_length=100, verbose_name="done by")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "document",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
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
                (
                    "recorded_by",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="odometer_works",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "works on the odometer",
                "verbose_name_plural": "works on the odometer",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("km_after__lte", 9999999), ("km_before__lte", 9999999)),
                        name="odometer_work_km",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["repair", "replacement", "reprogramming"])),
                        name="odometer_work_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="odometer_work_reason"
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("vehicle"),
                        models.F("done_on"),
                        name="odometer_work_by_vehicle",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="epoch",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="photo",
            field=garageflow.tenancy.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="source",
            field=models.CharField(
                choices=[
                    ("workshop", "workshop"),
                    ("mechanic", "mechanic"),
                    ("intake", "intake"),
                    ("sale", "sale"),
                    ("inspection", "technical inspection"),
                    ("telematics", "telematics"),
                    ("import", "import"),
                    ("carpass", "Car-Pass"),
                ],
                default="workshop",
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="state",
            field=models.CharField(
                choices=[("active", "active"), ("superseded", "corrected"), ("void", "void")],
                default="active",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="supersedes",
            field=garageflow.tenancy.models.TenantOneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="vehicles.odometerreading",
            ),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="unit",
            field=models.CharField(
                choices=[("km", "km"), ("mi", "miles")], default="km", max_length=2, verbose_name="unit"
            ),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="value",
            field=models.PositiveIntegerField(null=True, verbose_name="as read"),
        ),
        migrations.RunSQL(
            "UPDATE vehicles_odometerreading SET value = km", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="odometerreading",
            name="value",
            field=models.PositiveIntegerField(verbose_name="as read"),
        ),
        migrations.AddField(
            model_name="odometerreading",
            name="void_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason"),
        ),
        migrations.AddConstraint(
            model_name="odometerreading",
            constraint=models.CheckConstraint(
                condition=models.Q(("epoch__gte", 1)), name="odometer_reading_epoch"
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", "km"), ("value", models.F("km"))), ("unit", "mi"), _connector="OR"
                ),
                name="odometer_reading_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "workshop",
                            "mechanic",
                            "intake",
                            "sale",
                            "inspection",
                            "telematics",
                            "import",
                            "carpass",
                        ],
                    )
                ),
                name="odometer_reading_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["active", "superseded"]), ("void_reason", "")),
                    models.Q(("state", "void"), models.Q(("void_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="odometer_reading_state",
            ),
        ),
        EnableRowSecurity("vehicles_odometerwork"),
        PairForeignKey("vehicles_odometerwork", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("vehicles_odometerwork", "document_id", "documents_document"),
        PairForeignKey("vehicles_odometerwork", "recorded_by_id", "tenancy_member"),
        PairForeignKey("vehicles_odometerreading", "photo_id", "documents_document"),
        PairForeignKey("vehicles_odometerreading", "supersedes_id", "vehicles_odometerreading"),
    ]
