"""Only what Django knows: the tables themselves move in push/0001."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("autopaspoort", "0007_encrypted_secret")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("PushMessage"),
                migrations.DeleteModel("PushSubscription"),
            ]
        )
    ]
