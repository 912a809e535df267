import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="UndecidedMails",
            fields=[
                (
                    "garage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tenancy.garage",
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "doubtful e-mails of a garage",
                "verbose_name_plural": "doubtful e-mails of garages",
            },
        ),
        migrations.AlterModelOptions(
            name="addressblock",
            options={"verbose_name": "blocked address", "verbose_name_plural": "blocked addresses"},
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                models.F("garage"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="outbox_mail_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                models.F("garage"),
                models.OrderBy(models.F("created_at"), descending=True),
                condition=models.Q(("state__in", ["failed", "bounced"])),
                name="outbox_mail_lost",
            ),
        ),
    ]
