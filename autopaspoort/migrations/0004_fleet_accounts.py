import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("autopaspoort", "0003_push_message_due_at"),
        ("customers", "0002_customer_language"),
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0004_odometer_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fleet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=100, verbose_name="name of the company")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
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
                "verbose_name": "fleet account",
                "verbose_name_plural": "fleet accounts",
            },
        ),
        migrations.CreateModel(
            name="FleetManager",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "fleet",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="managers",
                        to="autopaspoort.fleet",
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
                    "member",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="managed_fleets",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "fleet manager",
                "verbose_name_plural": "fleet managers",
            },
        ),
        migrations.AddField(
            model_name="passport",
            name="fleet",
            field=garageflow.tenancy.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passports",
                to="autopaspoort.fleet",
            ),
        ),
        migrations.AddIndex(
            model_name="passport",
            index=models.Index(
                models.F("garage"),
                models.F("fleet"),
                condition=models.Q(("fleet__isnull", False)),
                name="passport_by_fleet",
            ),
        ),
        migrations.AddConstraint(
            model_name="fleet",
            constraint=models.UniqueConstraint(fields=("garage", "number"), name="fleet_number"),
        ),
        migrations.AddConstraint(
            model_name="fleet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("garage", "name"), name="fleet_name"
            ),
        ),
        migrations.AddIndex(
            model_name="fleetmanager",
            index=models.Index(
                models.F("garage"),
                models.F("member"),
                condition=models.Q(("ended_at", None)),
                name="fleet_manager_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="fleetmanager",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("garage", "fleet", "member"),
                name="fleet_manager_once",
            ),
        ),
        EnableRowSecurity("autopaspoort_fleet"),
        EnableRowSecurity("autopaspoort_fleetmanager"),
        PairForeignKey("autopaspoort_passport", "fleet_id", "autopaspoort_fleet"),
        PairForeignKey("autopaspoort_fleetmanager", "fleet_id", "autopaspoort_fleet"),
        PairForeignKey("autopaspoort_fleetmanager", "member_id", "tenancy_member"),
    ]
