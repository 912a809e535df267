from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0003_garage_iban"),
    ]

    operations = [
        migrations.AddField(
            model_name="garage",
            name="requires_second_factor",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whoever works here sets up a code or a passkey before the first page opens.",
                verbose_name="Staff sign in with a second step",
            ),
        ),
    ]
