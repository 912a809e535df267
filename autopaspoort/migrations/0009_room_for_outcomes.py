"""Each line of a list is written twice: when it is staged, and with its outcome, which no index holds.

With room on its page for the second version the indexes are not touched again: the batch's last statement
takes half the time, and the table is no larger than it was with the two versions on different pages.
"""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("autopaspoort", "0008_push_is_of_the_kernel")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE autopaspoort_batchrow SET (fillfactor = 45)",
            "ALTER TABLE autopaspoort_batchrow RESET (fillfactor)",
        )
    ]
