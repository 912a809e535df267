import django.db.models.deletion
from django.db import migrations, models

import garageflow.tenancy.models
from garageflow.tenancy.operations import PairForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("carshare", "0002_encrypted_fields"),
        ("invoicing", "0001_issued_invoices"),
        ("tenancy", "0003_garage_iban"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="tripinvoice",
            options={
                "verbose_name": "invoice of a private trip",
                "verbose_name_plural": "invoices of private trips",
            },
        ),
        migrations.AddField(
            model_name="tripinvoice",
            name="credit_note",
            field=garageflow.tenancy.models.TenantOneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="invoicing.issuedinvoice",
            ),
        ),
        migrations.AddField(
            model_name="tripinvoice",
            name="issued",
            field=garageflow.tenancy.models.TenantOneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="invoicing.issuedinvoice",
            ),
        ),
        migrations.AddField(
            model_name="tripinvoice",
            name="paid_on",
            field=models.DateField(null=True, verbose_name="paid on"),
        ),
        migrations.AddField(
            model_name="tripinvoice",
            name="remark",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="tripinvoice",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("issued", "to be paid"),
                    ("paid", "paid"),
                    ("credited", "credited"),
                ],
                default="draft",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="tripinvoice",
            index=models.Index(
                models.F("garage"),
                models.F("state"),
                models.OrderBy(models.F("id"), descending=True),
                name="trip_invoice_by_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="tripinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note", None), ("issued", None), ("state", "draft")),
                    models.Q(("credit_note", None), ("issued__isnull", False), ("state", "issued")),
                    models.Q(
                        ("credit_note", None),
                        ("issued__isnull", False),
                        ("paid_on__isnull", False),
                        ("state", "paid"),
                    ),
                    models.Q(
                        ("credit_note__isnull", False), ("issued__isnull", False), ("state", "credited")
                    ),
                    _connector="OR",
                ),
                name="trip_invoice_state",
            ),
        ),
        PairForeignKey("carshare_tripinvoice", "issued_id", "invoicing_issuedinvoice"),
        PairForeignKey("carshare_tripinvoice", "credit_note_id", "invoicing_issuedinvoice"),
    ]
