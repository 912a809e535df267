import django.db.models.deletion
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
import garageflow.tenancy.models
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("jobs", "0002_heartbeat"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="source_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="PdfOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=150)),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("fr", "French"), ("en", "English")], max_length=2
                    ),
                ),
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
                    "job",
                    garageflow.tenancy.models.TenantOneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pdf_order",
                        to="jobs.batchjob",
                    ),
                ),
            ],
            options={
                "verbose_name": "ordered PDF",
                "verbose_name_plural": "ordered PDFs",
                "indexes": [
                    models.Index(models.F("garage"), models.F("subject"), name="pdf_order_subject"),
                    models.Index(
                        models.F("garage"),
                        models.F("document"),
                        condition=models.Q(("document__isnull", False)),
                        name="pdf_order_document",
                    ),
                ],
            },
        ),
        EnableRowSecurity("documents_pdforder"),
        PairForeignKey("documents_pdforder", "job_id", "jobs_batchjob"),
        PairForeignKey("documents_pdforder", "document_id", "documents_document"),
    ]
