import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import carpass.models.report
import garageflow.tenancy.active
import garageflow.tenancy.fields
import garageflow.tenancy.models
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("carpass", "0002_public_link_from_guid"),
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0004_odometer_history"),
        ("workshop", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OdometerReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vin", models.CharField(blank=True, max_length=40, verbose_name="VIN")),
                ("km", models.PositiveIntegerField(null=True, verbose_name="odometer reading (km)")),
                ("work_date", models.DateField(verbose_name="date of the works")),
                ("odometer_works", models.BooleanField(default=False, verbose_name="works on the odometer")),
                (
                    "odometer_works_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("repair", "repair"),
                            ("replacement", "replacement"),
                            ("reprogramming", "reprogramming"),
                        ],
                        max_length=13,
                        verbose_name="kind",
                    ),
                ),
                ("km_before", models.PositiveIntegerField(null=True, verbose_name="reading before (km)")),
                (
                    "odometer_works_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="reason"),
                ),
                (
                    "works",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="works",
                    ),
                ),
                ("works_text", models.CharField(blank=True, max_length=500, verbose_name="other works")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("blocked", "blocked"),
                            ("ready", "ready to send"),
                            ("deferred", "not sent yet"),
                            ("queued", "in the queue"),
                            ("sent", "sent, being checked"),
                            ("waiting", "waits for the register"),
                            ("anomaly", "anomaly at Car-Pass"),
                            ("rejected", "rejected"),
                            ("error", "not delivered"),
                            ("ok", "accepted"),
                            ("form_required", "correction form needed"),
                            ("form_printed", "correction form printed"),
                            ("form_sent", "correction form sent"),
                            ("closed_manual", "settled with Car-Pass"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                ("sent", models.JSONField(default=dict)),
                ("guid", models.CharField(blank=True, max_length=36)),
                (
                    "call",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing"),
                            ("observation", "new report"),
                            ("correction", "correction"),
                            ("confirmation", "confirmation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("idempotency_key", models.CharField(default=carpass.models.report.new_key, max_length=40)),
                ("call_began_at", models.DateTimeField(null=True)),
                ("is_doubtful", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True, verbose_name="next attempt")),
                ("error_code", models.CharField(blank=True, max_length=60)),
                ("error_message", models.CharField(blank=True, max_length=500)),
                ("attempts_left", models.PositiveSmallIntegerField(null=True)),
                ("rejected_corrections", models.PositiveSmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("case_number", models.CharField(blank=True, max_length=40, verbose_name="case")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("queued_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "account",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="carpass.carpassaccount",
                    ),
                ),
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
                    "odometer_work",
                    garageflow.tenancy.models.TenantOneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="vehicles.odometerwork",
                    ),
                ),
                (
                    "reading",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="vehicles.odometerreading",
                    ),
                ),
                (
                    "shop",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="odometer_reports",
                        to="tenancy.shop",
                    ),
                ),
                (
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="odometer_reports",
                        to="vehicles.vehicle",
                    ),
                ),
                (
                    "work_order",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="odometer_reports",
                        to="workshop.workorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "odometer report",
                "verbose_name_plural": "odometer reports",
            },
        ),
        migrations.CreateModel(
            name="ReportAnomaly",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("refuse", "to be put right"),
                            ("anomaly", "anomaly"),
                            ("warning", "warning"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("local", "GarageFlow"), ("remote", "Car-Pass")],
                        default="local",
                        max_length=6,
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=30)),
                ("against", models.CharField(blank=True, max_length=8)),
                (
                    "suspect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "–"),
                            ("this", "this reading"),
                            ("previous", "the reading before"),
                            ("next", "the reading after"),
                            ("either", "one of the two"),
                        ],
                        max_length=8,
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("is_confirmable", models.BooleanField(default=False)),
                ("is_correctable", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("fixed", "fixed"), ("confirmed", "confirmed as correct")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
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
                    "report",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="carpass.odometerreport",
                    ),
                ),
                (
                    "resolved_by",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding of a report",
                "verbose_name_plural": "findings of reports",
            },
        ),
        migrations.CreateModel(
            name="ReportEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("event", models.CharField(max_length=20)),
                ("from_state", models.CharField(max_length=15)),
                ("to_state", models.CharField(max_length=15)),
                ("actor_label", models.CharField(max_length=200)),
                ("facts", models.JSONField(default=dict)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "report",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="carpass.odometerreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a report",
                "verbose_name_plural": "steps of reports",
            },
        ),
        migrations.AddField(
            model_name="carpasssettings",
            name="corrections_before_form",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(5),
                ],
                verbose_name="rejected corrections before the form",
            ),
        ),
        migrations.AddConstraint(
            model_name="carpasssettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrections_before_form__range", (1, 5))),
                name="car_pass_settings_corrections",
            ),
        ),
        migrations.AddIndex(
            model_name="odometerreport",
            index=models.Index(
                models.F("garage"),
                models.OrderBy(models.F("work_date"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="odometer_report_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="odometerreport",
            index=models.Index(
                models.F("garage"), models.F("state"), models.F("work_date"), name="odometer_report_by_state"
            ),
        ),
        migrations.AddIndex(
            model_name="odometerreport",
            index=models.Index(models.F("garage"), models.F("vehicle"), name="odometer_report_by_vehicle"),
        ),
        migrations.AddIndex(
            model_name="odometerreport",
            index=models.Index(
                models.F("garage"), models.F("vin"), models.F("work_date"), name="odometer_report_by_vin"
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "blocked",
                            "ready",
                            "deferred",
                            "queued",
                            "sent",
                            "waiting",
                            "anomaly",
                            "rejected",
                            "error",
                            "ok",
                            "form_required",
                            "form_printed",
                            "form_sent",
                            "closed_manual",
                            "cancelled",
                        ],
                    )
                ),
                name="odometer_report_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("call__in", ["", "observation", "correction", "confirmation"])),
                name="odometer_report_call",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("odometer_works_kind__in", ["", "repair", "replacement", "reprogramming"])
                ),
                name="odometer_report_works_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "sent",
                                "waiting",
                                "anomaly",
                                "rejected",
                                "ok",
                                "form_required",
                                "form_printed",
                                "form_sent",
                                "closed_manual",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("guid", ""), _negated=True),
                    _connector="OR",
                ),
                name="odometer_report_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("guid", ""), _negated=True),
                fields=("garage", "guid"),
                name="odometer_report_guid",
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.UniqueConstraint(
                fields=("garage", "idempotency_key"), name="odometer_report_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="odometerreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("work_order__isnull", False), models.Q(("state", "cancelled"), _negated=True)
                ),
                fields=("garage", "work_order"),
                name="odometer_report_of_order",
            ),
        ),
        migrations.AddIndex(
            model_name="reportanomaly",
            index=models.Index(models.F("garage"), models.F("report"), name="report_anomaly_by_report"),
        ),
        migrations.AddIndex(
            model_name="reportanomaly",
            index=models.Index(
                models.F("garage"),
                models.F("code"),
                condition=models.Q(("state", "open")),
                name="report_anomaly_by_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportanomaly",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "fixed"), _negated=True),
                fields=("garage", "report", "origin", "code", "against"),
                name="report_anomaly_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportanomaly",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["refuse", "anomaly", "warning"])),
                name="report_anomaly_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportanomaly",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["local", "remote"])), name="report_anomaly_origin"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportanomaly",
            constraint=models.CheckConstraint(
                condition=models.Q(("suspect__in", ["", "this", "previous", "next", "either"])),
                name="report_anomaly_suspect",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportanomaly",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("state__in", ["open", "fixed"])),
                    models.Q(
                        ("level", "anomaly"), ("state", "confirmed"), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="report_anomaly_state",
            ),
        ),
        migrations.AddIndex(
            model_name="reportevent",
            index=models.Index(
                models.F("garage"), models.F("report"), models.F("id"), name="report_event_by_report"
            ),
        ),
        EnableRowSecurity("carpass_odometerreport"),
        EnableRowSecurity("carpass_reportanomaly"),
        EnableRowSecurity("carpass_reportevent"),
        PairForeignKey("carpass_odometerreport", "account_id", "carpass_carpassaccount"),
        PairForeignKey("carpass_odometerreport", "created_by_id", "tenancy_member"),
        PairForeignKey("carpass_odometerreport", "odometer_work_id", "vehicles_odometerwork"),
        PairForeignKey("carpass_odometerreport", "reading_id", "vehicles_odometerreading"),
        PairForeignKey("carpass_odometerreport", "shop_id", "tenancy_shop"),
        PairForeignKey("carpass_odometerreport", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("carpass_odometerreport", "work_order_id", "workshop_workorder"),
        PairForeignKey("carpass_reportanomaly", "report_id", "carpass_odometerreport"),
        PairForeignKey("carpass_reportanomaly", "resolved_by_id", "tenancy_member"),
        PairForeignKey("carpass_reportevent", "member_id", "tenancy_member"),
        PairForeignKey("carpass_reportevent", "report_id", "carpass_odometerreport"),
    ]
