import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
import garageflow.tenancy.models
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("carpass", "0004_odometer_report_last_call"),
        ("documents", "0003_pdf_order_language"),
        ("tenancy", "0002_features_of_the_product"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("typing", "typing error"),
                            ("other_vehicle", "reading of another vehicle"),
                            ("wrong_date", "wrong date"),
                            ("miles", "miles reported as kilometres"),
                            ("odometer", "odometer repaired or replaced"),
                            ("other", "something else"),
                        ],
                        max_length=13,
                        verbose_name="cause",
                    ),
                ),
                ("right_km", models.PositiveIntegerField(verbose_name="right reading (km)")),
                ("right_on", models.DateField(verbose_name="right date")),
                ("explanation", models.TextField(max_length=1000, verbose_name="explanation")),
                ("proofs", models.CharField(max_length=300, verbose_name="proofs attached")),
                ("place", models.CharField(max_length=100, verbose_name="place")),
                ("made_on", models.DateField(verbose_name="date")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("mail_to", models.EmailField(blank=True, max_length=254)),
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
                    "pdf_order",
                    garageflow.tenancy.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.pdforder",
                    ),
                ),
                (
                    "report",
                    garageflow.tenancy.models.TenantOneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_form",
                        to="carpass.odometerreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction form",
                "verbose_name_plural": "correction forms",
                "indexes": [
                    models.Index(models.F("garage"), models.F("pdf_order"), name="correction_form_by_order")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                ["typing", "other_vehicle", "wrong_date", "miles", "odometer", "other"],
                            )
                        ),
                        name="correction_form_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right_km__lte", 9999999)), name="correction_form_right_km"
                    ),
                ],
            },
        ),
        EnableRowSecurity("carpass_correctionform"),
        PairForeignKey("carpass_correctionform", "report_id", "carpass_odometerreport"),
        PairForeignKey("carpass_correctionform", "made_by_id", "tenancy_member"),
        PairForeignKey("carpass_correctionform", "pdf_order_id", "documents_pdforder"),
    ]
