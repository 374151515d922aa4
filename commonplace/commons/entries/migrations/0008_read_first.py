"""Whether somebody watches over an entry, and what becomes of a comment that they read first.

The tables are large: columns are added as they are, where Django on SQLite would write every row anew.
"""

from django.db import migrations, models

_ADDED = """
ALTER TABLE entries_entry ADD COLUMN is_accompanied bool NOT NULL DEFAULT FALSE;
ALTER TABLE entries_comment ADD COLUMN kept_back varchar(5) NOT NULL DEFAULT '';
"""
_TAKEN = """
ALTER TABLE entries_comment DROP COLUMN kept_back;
ALTER TABLE entries_entry DROP COLUMN is_accompanied;
"""


class Migration(migrations.Migration):
    dependencies = [("entries", "0007_attachments_for_members")]
    operations = [
        migrations.RunSQL(
            _ADDED,
            _TAKEN,
            state_operations=[
                migrations.AddField("entry", "is_accompanied", models.BooleanField(default=False)),
                migrations.AddField(
                    "comment",
                    "kept_back",
                    models.CharField(
                        blank=True, choices=[("waits", "waits to be read"), ("held", "was held back")], max_length=5
                    ),
                ),
            ],
        )
    ]
