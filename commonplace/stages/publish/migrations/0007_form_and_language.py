"""A case study says itself which form its community had and which language it is written in, for the library's lists.

The table may be large: columns are added as they are, where Django on SQLite would write every row anew.
"""

from django.db import migrations, models

_ADDED = """
ALTER TABLE publish_casestudy ADD COLUMN form varchar(60) NOT NULL DEFAULT '';
ALTER TABLE publish_casestudy ADD COLUMN language varchar(12) NOT NULL DEFAULT '';
"""
SAID = """
UPDATE publish_casestudy SET
    form = (
        SELECT CASE WHEN form = 'own' AND own_form <> '' THEN own_form ELSE form END
        FROM communities_community WHERE id = publish_casestudy.community_id
    ),
    language = (SELECT language FROM entries_entry WHERE id = publish_casestudy.entry_id);
"""
_TAKEN = """
ALTER TABLE publish_casestudy DROP COLUMN form;
ALTER TABLE publish_casestudy DROP COLUMN language;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publish", "0006_moments_quoted"),
        ("entries", "0012_words_of_pieces"),
        ("communities", "0005_name_words"),
    ]
    operations = [
        migrations.RunSQL(
            _ADDED + SAID,
            _TAKEN,
            state_operations=[
                migrations.AddField("casestudy", "form", models.CharField(blank=True, max_length=60)),
                migrations.AddField("casestudy", "language", models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.AddIndex("casestudy", models.Index(fields=["form", "-entry"], name="casestudy_form")),
        migrations.AddIndex("casestudy", models.Index(fields=["language", "-entry"], name="casestudy_language")),
        migrations.AddIndex(
            "casestudy", models.Index(fields=["form", "language", "-entry"], name="casestudy_form_language")
        ),
    ]
