import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("autopaspoort", "0005_coupling"),
        ("customers", "0002_customer_language"),
        ("tenancy", "0002_features_of_the_product"),
    ]

    operations = [
        migrations.AddField(
            model_name="passportsettings",
            name="promotion_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="days between two promotions to one customer",
            ),
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("body", models.TextField(max_length=1000, verbose_name="What do you offer?")),
                (
                    "fuel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("petrol", "petrol"),
                            ("diesel", "diesel"),
                            ("electric", "electric"),
                            ("hybrid", "hybrid"),
                            ("plugin_hybrid", "plug-in hybrid"),
                            ("lpg", "LPG"),
                            ("cng", "CNG"),
                            ("hydrogen", "hydrogen"),
                        ],
                        max_length=13,
                        verbose_name="Fuel",
                    ),
                ),
                ("make", models.CharField(blank=True, max_length=50, verbose_name="Make")),
                (
                    "older_than",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="Older than (years)",
                    ),
                ),
                (
                    "inspection_within",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="APK within (days)",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("sending", "being sent"), ("sent", "sent")],
                        default="draft",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
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
                "verbose_name": "promotion",
                "verbose_name_plural": "promotions",
            },
        ),
        migrations.CreateModel(
            name="PromotionRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "customer",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promotions",
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
                        related_name="promotions",
                        to="autopaspoort.passport",
                    ),
                ),
                (
                    "promotion",
                    garageflow.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="autopaspoort.promotion",
                    ),
                ),
            ],
            options={
                "verbose_name": "recipient of a promotion",
                "verbose_name_plural": "recipients of a promotion",
            },
        ),
        migrations.AddIndex(
            model_name="promotion",
            index=models.Index(
                models.F("garage"), models.OrderBy(models.F("id"), descending=True), name="promotion_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("sent_at__isnull", False), ("state__in", ["sending", "sent"])),
                    _connector="OR",
                ),
                name="promotion_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "fuel__in",
                        [
                            "",
                            "petrol",
                            "diesel",
                            "electric",
                            "hybrid",
                            "plugin_hybrid",
                            "lpg",
                            "cng",
                            "hydrogen",
                        ],
                    )
                ),
                name="promotion_fuel",
            ),
        ),
        migrations.AddIndex(
            model_name="promotionrecipient",
            index=models.Index(
                models.F("garage"), models.F("customer"), models.F("sent_at"), name="promotion_of_customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionrecipient",
            constraint=models.UniqueConstraint(
                fields=("garage", "promotion", "customer"), name="promotion_recipient_once"
            ),
        ),
        EnableRowSecurity("autopaspoort_promotion"),
        EnableRowSecurity("autopaspoort_promotionrecipient"),
        PairForeignKey("autopaspoort_promotion", "created_by_id", "tenancy_member"),
        PairForeignKey("autopaspoort_promotionrecipient", "promotion_id", "autopaspoort_promotion"),
        PairForeignKey("autopaspoort_promotionrecipient", "customer_id", "customers_customer"),
        PairForeignKey("autopaspoort_promotionrecipient", "passport_id", "autopaspoort_passport"),
    ]
