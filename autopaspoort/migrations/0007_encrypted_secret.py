from __future__ import annotations

from django.db import migrations

import garageflow.crypto


class Migration(migrations.Migration):
    dependencies = [("autopaspoort", "0006_promotions")]

    operations = [
        migrations.RenameField("webhook", "secret", "encrypted_secret"),
        migrations.AlterField("webhook", "encrypted_secret", garageflow.crypto.EncryptedTextField()),
    ]
