"""What pieces show, and their captions, are found too: entries of which any is said are read anew by a task after the upgrade."""

from django.db import migrations

_UNREAD = """
INSERT INTO entries_unread (entry_id)
SELECT DISTINCT entry_id FROM entries_attachment WHERE alternative <> '' OR caption <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("entries", "0011_accompanied")]
    operations = [migrations.RunSQL(_UNREAD, migrations.RunSQL.noop)]
