from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_features_of_the_product")]

    operations = [
        migrations.AddField(
            "garage",
            "iban",
            models.CharField(blank=True, default="", max_length=34, verbose_name="IBAN"),
            False,
        ),
    ]
