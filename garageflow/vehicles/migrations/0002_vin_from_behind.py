from django.db import migrations, models
from django.db.models.functions import Reverse


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="vehicle",
            name="vin_reversed",
            field=models.GeneratedField(
                db_persist=True,
                expression=Reverse("vin"),
                output_field=models.CharField(max_length=17),
            ),
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(
                models.F("garage"),
                models.F("vin_reversed"),
                condition=models.Q(("vin", ""), _negated=True),
                name="vehicle_by_vin_reversed",
            ),
        ),
    ]
