from __future__ import annotations

from django.db import migrations

import garageflow.crypto


class Migration(migrations.Migration):
    dependencies = [("convoy", "0004_covering_places")]

    operations = [
        migrations.RenameField("driver", "licence_number_token", "encrypted_licence_number"),
        migrations.AlterField(
            "driver", "encrypted_licence_number", garageflow.crypto.EncryptedTextField(blank=True)
        ),
    ]
