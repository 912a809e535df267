"""The two tables come from autopaspoort, where they were made: other features send messages now, too."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import garageflow.tenancy.active
import garageflow.tenancy.fields
from garageflow.tenancy.operations import MoveTenantTable


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


def _member(related_name):
    return garageflow.tenancy.fields.TenantForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="tenancy.member"
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("autopaspoort", "0008_push_is_of_the_kernel"),
        ("jobs", "0002_heartbeat"),
        ("tenancy", "0002_features_of_the_product"),
    ]

    operations = [
        MoveTenantTable(
            "autopaspoort_pushmessage",
            "push_pushmessage",
            pairs=["member_id"],
            state_operations=[
                migrations.CreateModel(
                    name="PushMessage",
                    fields=[
                        ("id", _id()),
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
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=200)),
                        ("garage", _garage()),
                        ("member", _member("push_messages")),
                    ],
                    options={
                        "verbose_name": "message on the telephone",
                        "verbose_name_plural": "messages on the telephone",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("garage", "idempotency_key"), name="push_message_once"
                            ),
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
            ],
        ),
        MoveTenantTable(
            "autopaspoort_pushsubscription",
            "push_pushsubscription",
            pairs=["member_id"],
            state_operations=[
                migrations.CreateModel(
                    name="PushSubscription",
                    fields=[
                        ("id", _id()),
                        ("endpoint", models.CharField(max_length=1000)),
                        ("endpoint_sha256", models.CharField(max_length=64)),
                        ("p256dh", models.CharField(max_length=120)),
                        ("auth", models.CharField(max_length=60)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("garage", _garage()),
                        ("member", _member("push_subscriptions")),
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
            ],
        ),
        migrations.RunSQL(
            "UPDATE jobs_duework SET kind = 'push.messages' WHERE kind = 'autopaspoort.push'",
            "UPDATE jobs_duework SET kind = 'autopaspoort.push' WHERE kind = 'push.messages'",
        ),
    ]
