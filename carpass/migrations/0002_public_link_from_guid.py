from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("carpass", "0001_accounts_and_documents"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="carpassdocument",
            name="public_url",
        ),
    ]
