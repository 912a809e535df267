from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_features_of_the_product"),
        ("vehicles", "0002_vin_from_behind"),
    ]

    operations = [
        migrations.AddField(
            model_name="vehicle",
            name="car_pass_exclusion",
            field=models.CharField(
                blank=True,
                choices=[
                    ("foreign_plate", "foreign plate"),
                    ("over_3500_kg", "over 3.5 t"),
                    ("motorcycle", "motorcycle"),
                    ("trailer", "trailer"),
                ],
                db_default="",
                default="",
                max_length=15,
                verbose_name="needs no Car-Pass",
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="car_pass_valid_until",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="Car-Pass valid until"
            ),
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(
                models.F("garage"), models.F("car_pass_valid_until"), name="vehicle_by_car_pass"
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("car_pass_exclusion__in", ["", "foreign_plate", "over_3500_kg", "motorcycle", "trailer"])
                ),
                name="vehicle_car_pass_exclusion",
            ),
        ),
    ]
