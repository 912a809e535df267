from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0004_counts_beside_a_make"),
        ("tenancy", "0004_garage_requires_second_factor"),
        ("vehicles", "0005_look_up"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_by_shop",
        ),
        migrations.RemoveIndex(
            model_name="listing",
            name="listing_by_model",
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.F("garage"),
                models.F("place"),
                models.F("make_key"),
                models.F("model_key"),
                models.F("id"),
                include=("status_rank", "car_pass_key", "acquired_on"),
                name="listing_by_model",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.F("garage"),
                models.F("place"),
                models.F("shop"),
                models.F("acquired_on"),
                models.F("id"),
                name="listing_by_shop",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                models.F("garage"),
                models.F("place"),
                include=(
                    "status_rank",
                    "car_pass_key",
                    "make_key",
                    "model_key",
                    "fuel",
                    "gearbox",
                    "body",
                    "price_amount",
                    "km_key",
                    "first_registered_key",
                    "acquired_on",
                    "shop",
                    "vat_regime",
                    "has_photos",
                    "has_plate",
                    "reserved_by",
                ),
                name="listing_counted",
            ),
        ),
    ]
