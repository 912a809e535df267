from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "name",
                    models.CharField(
                        choices=[("tick", "clock (beat)"), ("worker", "workers")],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "sign of life",
                "verbose_name_plural": "signs of life",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__in", ["tick", "worker"])), name="heartbeat_name"
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="duework", options={"verbose_name": "due work", "verbose_name_plural": "due work"}
        ),
    ]
