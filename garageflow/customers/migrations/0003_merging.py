import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
from garageflow.tenancy.operations import EnableRowSecurity, PairForeignKey


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _garage():
    return models.ForeignKey(
        db_index=False,
        default=garageflow.tenancy.active.active_garage_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.garage",
    )


def _key(to, related_name="+", **options):
    return garageflow.tenancy.fields.TenantForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **options
    )


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_customer_language"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MergedCustomer",
            fields=[
                ("id", _id()),
                ("number", models.BigIntegerField(verbose_name="number")),
                ("former_id", models.BigIntegerField(editable=False)),
                ("identity", models.CharField(max_length=260)),
                ("name", models.CharField(max_length=201, verbose_name="name")),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="merged")),
                (
                    "undo",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                ("customer", _key("customers.customer", "merged")),
                ("garage", _garage()),
                ("merged_by", _key("tenancy.member", null=True)),
            ],
            options={
                "verbose_name": "merged customer",
                "verbose_name_plural": "merged customers",
                "indexes": [
                    models.Index("garage", "identity", name="merged_customer_identity"),
                    models.Index("garage", "customer", name="merged_customer_by_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "number"), name="merged_customer_number"),
                    models.UniqueConstraint(fields=("garage", "former_id"), name="merged_customer_former_id"),
                ],
            },
        ),
        EnableRowSecurity("customers_mergedcustomer"),
        PairForeignKey("customers_mergedcustomer", "customer_id", "customers_customer"),
        PairForeignKey("customers_mergedcustomer", "merged_by_id", "tenancy_member"),
        migrations.CreateModel(
            name="Double",
            fields=[
                ("id", _id()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("email", "same e-mail address"),
                                ("phone", "same telephone number"),
                                ("address", "same name and address"),
                                ("spelling", "nearly the same name, same address"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                        verbose_name="reasons",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to decide"), ("apart", "two persons")],
                        default="open",
                        max_length=5,
                        verbose_name="status",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", _key("tenancy.member", null=True)),
                ("first", _key("customers.customer")),
                ("garage", _garage()),
                ("second", _key("customers.customer")),
            ],
            options={
                "verbose_name": "possible double",
                "verbose_name_plural": "possible doubles",
                "indexes": [
                    models.Index(
                        models.F("garage"),
                        models.F("state"),
                        models.OrderBy(models.F("score"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="double_likeliest",
                    ),
                    models.Index("garage", "second", name="double_by_second"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("garage", "first", "second"), name="double_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="double_lower_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reasons__contained_by", ["email", "phone", "address", "spelling"])
                        ),
                        name="double_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "apart"])), name="double_state"
                    ),
                ],
            },
        ),
        EnableRowSecurity("customers_double"),
        PairForeignKey("customers_double", "first_id", "customers_customer"),
        PairForeignKey("customers_double", "second_id", "customers_customer"),
        PairForeignKey("customers_double", "decided_by_id", "tenancy_member"),
    ]
