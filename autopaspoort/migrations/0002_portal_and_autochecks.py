import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
import garageflow.tenancy.models
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("autopaspoort", "0001_initial"),
        ("customers", "0002_customer_language"),
        ("documents", "0003_pdf_order_language"),
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0002_vin_from_behind"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                            ("asked", "asked"),
                            ("proposed", "proposed"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("inspection", "Inspection (APK)"),
                            ("service", "Service"),
                            ("advice", "Repair that I approved"),
                            ("warning_light", "A warning light is on"),
                            ("tyres", "Change tyres"),
                            ("other", "Something else"),
                        ],
                        max_length=14,
                        verbose_name="What is it about?",
                    ),
                ),
                ("wish", models.CharField(blank=True, max_length=500, verbose_name="What should we know?")),
                ("wanted_on", models.DateField(blank=True, null=True, verbose_name="Which day suits you?")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("starts_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                (
                    "customer",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="customers.customer",
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
                    "passport",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="autopaspoort.passport",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "proposed", "cancelled"]),
                            models.Q(("starts_at__isnull", False), ("state", "confirmed")),
                            _connector="OR",
                        ),
                        name="appointment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["inspection", "service", "advice", "warning_light", "tyres", "other"],
                            )
                        ),
                        name="appointment_reason",
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("state"),
                        models.F("starts_at"),
                        name="appointment_by_state",
                    ),
                    models.Index(models.F("garage"), models.F("customer"), name="appointment_by_customer"),
                    models.Index(models.F("garage"), models.F("passport"), name="appointment_by_passport"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                (
                    "appointment",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="autopaspoort.appointment",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "appointment", "starts_at"), name="appointment_proposal_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Autocheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("km", models.PositiveIntegerField(null=True, verbose_name="odometer reading (km)")),
                (
                    "published_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="published"),
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
                    "made_by",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "replaces",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="autopaspoort.autocheck",
                    ),
                ),
                (
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="autochecks",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "autocheck",
                "verbose_name_plural": "autochecks",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", False)),
                        fields=("garage", "replaces"),
                        name="autocheck_replaced_once",
                    )
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("vehicle"),
                        models.OrderBy(models.F("published_at"), descending=True),
                        name="autocheck_newest",
                    ),
                    models.Index(
                        models.F("garage"),
                        models.OrderBy(models.F("published_at"), descending=True),
                        name="autocheck_latest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AutocheckItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("group", models.CharField(max_length=20)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(blank=True, max_length=100)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("green", "in order"),
                            ("amber", "needs attention soon"),
                            ("red", "needs repair now"),
                            ("na", "does not apply"),
                        ],
                        max_length=6,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "autocheck",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="autopaspoort.autocheck",
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
                    "photo",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "point of an autocheck",
                "verbose_name_plural": "points of an autocheck",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "autocheck", "place"), name="autocheck_item_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__in", ["green", "na"]),
                            models.Q(
                                ("result__in", ["amber", "red"]),
                                models.Q(
                                    models.Q(("note", ""), _negated=True),
                                    ("photo__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="autocheck_item_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Advice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="advised work")),
                ("price_cents", models.BigIntegerField(verbose_name="price incl. VAT")),
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
                    "autocheck",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
                        to="autopaspoort.autocheck",
                    ),
                ),
                (
                    "item",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
                        to="autopaspoort.autocheckitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "advice",
                "verbose_name_plural": "advice",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price_cents__gte", 0), ("price_cents__lte", 10000000)),
                        name="advice_price",
                    )
                ],
                "indexes": [
                    models.Index(models.F("garage"), models.F("autocheck"), name="advice_by_autocheck"),
                    models.Index(models.F("garage"), models.F("item"), name="advice_by_item"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckTemplate",
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
                            ("car", "car"),
                            ("electric", "electric car"),
                            ("van", "van or camper"),
                            ("motorcycle", "motorcycle"),
                        ],
                        max_length=12,
                        verbose_name="kind of vehicle",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("items", models.JSONField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
            ],
            options={
                "verbose_name": "autocheck template",
                "verbose_name_plural": "autocheck templates",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "kind", "version"), name="check_template_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["car", "electric", "van", "motorcycle"])),
                        name="check_template_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AutocheckDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("advice", models.JSONField(default=list)),
                (
                    "km",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="odometer reading (km)",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "made_by",
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
                        related_name="autocheck_drafts",
                        to="vehicles.vehicle",
                    ),
                ),
                (
                    "template",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="autopaspoort.checktemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "autocheck that is being made",
                "verbose_name_plural": "autochecks that are being made",
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "vehicle"), name="autocheck_one_draft")
                ],
            },
        ),
        migrations.AddField(
            model_name="autocheck",
            name="template",
            field=garageflow.tenancy.fields.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="autopaspoort.checktemplate"
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("inspection", "Inspection (APK)"),
                            ("service", "Service"),
                            ("workshop", "Checks and appointments"),
                            ("promotion", "Offers of the garage"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("push", "message on the telephone")], max_length=8
                    ),
                ),
                ("is_granted", models.BooleanField()),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "customer",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="customers.customer",
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
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "customer", "purpose", "channel"), name="consent_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["inspection", "service", "workshop", "promotion"])
                        ),
                        name="consent_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "push"])), name="consent_channel"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedWork",
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
                            ("small_service", "Small service"),
                            ("large_service", "Large service"),
                            ("tyres", "Tyres"),
                            ("brakes", "Brakes"),
                            ("timing_belt", "Timing belt"),
                            ("airco", "Air conditioning"),
                            ("brake_fluid", "Brake fluid"),
                            ("other", "Other work"),
                        ],
                        max_length=14,
                        verbose_name="Work",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="before")),
                (
                    "due_km",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(9999999)],
                        verbose_name="at (km)",
                    ),
                ),
                (
                    "cost_cents",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10000000),
                        ],
                        verbose_name="expected cost incl. VAT",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "expected"), ("done", "done"), ("dropped", "dropped")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "vehicle",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_work",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "verbose_name": "expected maintenance",
                "verbose_name_plural": "expected maintenance",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", False), ("due_km__isnull", False), _connector="OR"
                        ),
                        name="expected_work_is_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "small_service",
                                    "large_service",
                                    "tyres",
                                    "brakes",
                                    "timing_belt",
                                    "airco",
                                    "brake_fluid",
                                    "other",
                                ],
                            )
                        ),
                        name="expected_work_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "dropped"]),
                            models.Q(("done_on__isnull", False), ("state", "done")),
                            _connector="OR",
                        ),
                        name="expected_work_state",
                    ),
                ],
                "indexes": [
                    models.Index(models.F("garage"), models.F("vehicle"), name="expected_work_vehicle")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ownership",
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
                    "customer",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownerships",
                        to="customers.customer",
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
                        related_name="ownerships",
                        to="tenancy.member",
                    ),
                ),
                (
                    "passport",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ownerships",
                        to="autopaspoort.passport",
                    ),
                ),
            ],
            options={
                "verbose_name": "ownership",
                "verbose_name_plural": "ownerships",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("garage", "passport"),
                        name="ownership_one_at_a_time",
                    )
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("member"),
                        condition=models.Q(("ended_at__isnull", True)),
                        name="ownership_by_member",
                    ),
                    models.Index(models.F("garage"), models.F("customer"), name="ownership_by_customer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PushMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("idempotency_key", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
                ("body", models.CharField(max_length=300)),
                ("path", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
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
                        related_name="push_messages",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "message on the telephone",
                "verbose_name_plural": "messages on the telephone",
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "idempotency_key"), name="push_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sending", "sent", "failed"])),
                        name="push_message_state",
                    ),
                ],
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("id"),
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        name="push_message_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.CharField(max_length=1000)),
                ("endpoint_sha256", models.CharField(max_length=64)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                        related_name="push_subscriptions",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "telephone with messages",
                "verbose_name_plural": "telephones with messages",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("garage", "member", "endpoint_sha256"), name="push_subscription_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("inspection_60", "inspection, 60 days before"),
                            ("inspection_30", "inspection, 30 days before"),
                            ("inspection_7", "inspection, 7 days before"),
                            ("inspection_after", "inspection, too late"),
                            ("service", "service"),
                        ],
                        max_length=18,
                    ),
                ),
                ("due_on", models.DateField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "customer",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="customers.customer",
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
                    "passport",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="autopaspoort.passport",
                    ),
                ),
                (
                    "work",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="autopaspoort.expectedwork",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("work", None)),
                        fields=("garage", "passport", "customer", "stage", "due_on"),
                        name="reminder_inspection_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("work__isnull", False)),
                        fields=("garage", "work", "customer"),
                        name="reminder_service_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    ["inspection_60", "inspection_30", "inspection_7", "inspection_after"],
                                ),
                                ("work", None),
                            ),
                            models.Q(("stage", "service"), ("work__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_stage",
                    ),
                ],
                "indexes": [
                    models.Index(models.F("garage"), models.F("customer"), name="reminder_by_customer")
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("approved", "approved"), ("declined", "not now")], max_length=10
                    ),
                ),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "advice",
                    garageflow.tenancy.models.TenantOneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="autopaspoort.advice",
                    ),
                ),
                (
                    "decided_by",
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
            ],
            options={
                "verbose_name": "decision about an advice",
                "verbose_name_plural": "decisions about advice",
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.OrderBy(models.F("decided_at"), descending=True),
                        name="advice_decision_newest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["approved", "declined"])), name="advice_decision"
                    )
                ],
            },
        ),
        EnableRowSecurity("autopaspoort_appointment"),
        EnableRowSecurity("autopaspoort_appointmentproposal"),
        EnableRowSecurity("autopaspoort_autocheck"),
        EnableRowSecurity("autopaspoort_autocheckitem"),
        EnableRowSecurity("autopaspoort_advice"),
        EnableRowSecurity("autopaspoort_checktemplate"),
        EnableRowSecurity("autopaspoort_autocheckdraft"),
        EnableRowSecurity("autopaspoort_consent"),
        EnableRowSecurity("autopaspoort_expectedwork"),
        EnableRowSecurity("autopaspoort_ownership"),
        EnableRowSecurity("autopaspoort_pushmessage"),
        EnableRowSecurity("autopaspoort_pushsubscription"),
        EnableRowSecurity("autopaspoort_reminder"),
        EnableRowSecurity("autopaspoort_advicedecision"),
        PairForeignKey("autopaspoort_appointment", "passport_id", "autopaspoort_passport"),
        PairForeignKey("autopaspoort_appointment", "customer_id", "customers_customer"),
        PairForeignKey("autopaspoort_appointmentproposal", "appointment_id", "autopaspoort_appointment"),
        PairForeignKey("autopaspoort_autocheck", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("autopaspoort_autocheck", "template_id", "autopaspoort_checktemplate"),
        PairForeignKey("autopaspoort_autocheck", "replaces_id", "autopaspoort_autocheck"),
        PairForeignKey("autopaspoort_autocheck", "made_by_id", "tenancy_member"),
        PairForeignKey("autopaspoort_autocheckitem", "autocheck_id", "autopaspoort_autocheck"),
        PairForeignKey("autopaspoort_autocheckitem", "photo_id", "documents_document"),
        PairForeignKey("autopaspoort_advice", "autocheck_id", "autopaspoort_autocheck"),
        PairForeignKey("autopaspoort_advice", "item_id", "autopaspoort_autocheckitem"),
        PairForeignKey("autopaspoort_checktemplate", "created_by_id", "tenancy_member"),
        PairForeignKey("autopaspoort_autocheckdraft", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("autopaspoort_autocheckdraft", "template_id", "autopaspoort_checktemplate"),
        PairForeignKey("autopaspoort_autocheckdraft", "made_by_id", "tenancy_member"),
        PairForeignKey("autopaspoort_consent", "customer_id", "customers_customer"),
        PairForeignKey("autopaspoort_expectedwork", "vehicle_id", "vehicles_vehicle"),
        PairForeignKey("autopaspoort_expectedwork", "created_by_id", "tenancy_member"),
        PairForeignKey("autopaspoort_ownership", "passport_id", "autopaspoort_passport"),
        PairForeignKey("autopaspoort_ownership", "customer_id", "customers_customer"),
        PairForeignKey("autopaspoort_ownership", "member_id", "tenancy_member"),
        PairForeignKey("autopaspoort_pushmessage", "member_id", "tenancy_member"),
        PairForeignKey("autopaspoort_pushsubscription", "member_id", "tenancy_member"),
        PairForeignKey("autopaspoort_reminder", "passport_id", "autopaspoort_passport"),
        PairForeignKey("autopaspoort_reminder", "customer_id", "customers_customer"),
        PairForeignKey("autopaspoort_reminder", "work_id", "autopaspoort_expectedwork"),
        PairForeignKey("autopaspoort_advicedecision", "advice_id", "autopaspoort_advice"),
        PairForeignKey("autopaspoort_advicedecision", "decided_by_id", "tenancy_member"),
    ]
