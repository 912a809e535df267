import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0003_pdf_order_language"),
        ("jobs", "0002_heartbeat"),
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0003_car_pass"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarPassAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name of the account")),
                ("enterprise_number", models.CharField(max_length=10, verbose_name="VAT number")),
                ("organisation_name", models.CharField(max_length=100, verbose_name="organisation name")),
                ("user_name", models.CharField(max_length=100, verbose_name="user name")),
                ("encrypted_password", models.TextField()),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("fr", "French"), ("en", "English")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "connection",
                    models.CharField(
                        choices=[
                            ("untested", "not tested yet"),
                            ("testing", "being tested"),
                            ("ok", "connected"),
                            ("failed", "no connection"),
                        ],
                        default="untested",
                        max_length=8,
                        verbose_name="connection",
                    ),
                ),
                ("tested_at", models.DateTimeField(null=True, verbose_name="tested")),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "shop",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="car_pass_accounts",
                        to="tenancy.shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "Car-Pass account",
                "verbose_name_plural": "Car-Pass accounts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "shop", "user_name"), name="car_pass_account_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("enterprise_number__regex", "^[01][0-9]{9}$")),
                        name="car_pass_account_enterprise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["nl", "fr", "en"])),
                        name="car_pass_account_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("connection__in", ["untested", "testing", "ok", "failed"])),
                        name="car_pass_account_connection",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarPassDocument",
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
                            ("history_link", "history with public link"),
                            ("certificate", "certificate of an inspection centre"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("guid", models.CharField(blank=True, max_length=36)),
                ("number", models.CharField(blank=True, max_length=30, verbose_name="number")),
                ("public_url", models.CharField(blank=True, max_length=300, verbose_name="public link")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("km", models.PositiveIntegerField(null=True, verbose_name="odometer reading (km)")),
                (
                    "source",
                    models.CharField(
                        choices=[("service", "made by GarageFlow"), ("hand", "entered by hand")], max_length=7
                    ),
                ),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "created_by",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
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
                    "pdf",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="car_pass_documents",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "Car-Pass",
                "verbose_name_plural": "Car-Pass",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("guid", ""), _negated=True),
                        fields=("garage", "guid"),
                        name="car_pass_document_guid",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("garage", "number"),
                        name="car_pass_document_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("guid__gt", ""), ("kind", "history_link"), ("number", "")),
                            models.Q(("guid", ""), ("kind", "certificate"), ("number__gt", "")),
                            _connector="OR",
                        ),
                        name="car_pass_document_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["service", "hand"])),
                        name="car_pass_document_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("issued_on"))),
                        name="car_pass_document_days",
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("vehicle"),
                        models.OrderBy(models.F("issued_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="car_pass_document_newest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarPassSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "warning_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="warning period (days)",
                    ),
                ),
                (
                    "reading_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="age of a reading (days)",
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
            ],
            options={
                "verbose_name": "settings of Car-Pass",
                "verbose_name_plural": "settings of Car-Pass",
                "constraints": [
                    models.UniqueConstraint(fields=("garage",), name="car_pass_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(("warning_days__range", (1, 30))), name="car_pass_settings_warning"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reading_days__range", (1, 365))),
                        name="car_pass_settings_reading",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waits"),
                            ("sent", "at Car-Pass"),
                            ("done", "renewed"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=6,
                        verbose_name="status",
                    ),
                ),
                ("vin", models.CharField(blank=True, max_length=17)),
                ("km", models.PositiveIntegerField(null=True)),
                ("observed_on", models.DateField()),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("fr", "French"), ("en", "English")], max_length=2
                    ),
                ),
                ("idempotency_key", models.CharField(max_length=40)),
                ("guid", models.CharField(blank=True, max_length=36)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "account",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="carpass.carpassaccount",
                    ),
                ),
                (
                    "document",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="carpass.carpassdocument",
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
                    "job",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="car_pass_renewals",
                        to="jobs.batchjob",
                    ),
                ),
                (
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="car_pass_renewals",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "renewal of a Car-Pass",
                "verbose_name_plural": "renewals of Car-Passes",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "sent"])),
                        fields=("garage", "vehicle"),
                        name="renewal_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "done", "failed"])),
                        name="renewal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["nl", "fr", "en"])), name="renewal_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="renewal_done",
                    ),
                ],
                "indexes": [
                    models.Index(models.F("garage"), models.F("job"), name="renewal_by_job"),
                    models.Index(
                        models.F("garage"),
                        models.F("vehicle"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="renewal_newest",
                    ),
                ],
            },
        ),
        EnableRowSecurity("carpass_carpassaccount"),
        EnableRowSecurity("carpass_carpasssettings"),
        EnableRowSecurity("carpass_carpassdocument"),
        EnableRowSecurity("carpass_renewal"),
        PairForeignKey("carpass_carpassaccount", "shop_id", "tenancy_shop"),
        PairForeignKey("carpass_carpassdocument", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("carpass_carpassdocument", "pdf_id", "documents_document"),
        PairForeignKey("carpass_carpassdocument", "created_by_id", "tenancy_member"),
        PairForeignKey("carpass_renewal", "job_id", "jobs_batchjob"),
        PairForeignKey("carpass_renewal", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("carpass_renewal", "account_id", "carpass_carpassaccount"),
        PairForeignKey("carpass_renewal", "document_id", "carpass_carpassdocument"),
    ]
