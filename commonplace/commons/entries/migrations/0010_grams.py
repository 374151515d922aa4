"""Search in every language, and forgiving.

What was indexed stays findable as it was; `entries_unread` names the entries whose words are to be read anew, which a
task does after the upgrade, some at a time.
"""

from django.db import migrations

_UNREAD = (
    "CREATE TABLE entries_unread (entry_id bigint PRIMARY KEY)",
    "INSERT INTO entries_unread (entry_id) SELECT id FROM entries_entry",
)
# Vowels that stand as marks at their letters belong to their words, as in Hindi and Thai.
SQLITE = (
    "CREATE VIRTUAL TABLE entries_words_anew USING fts5("
    "words, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    "INSERT INTO entries_words_anew (rowid, words) SELECT rowid, words FROM entries_words",
    "DROP TABLE entries_words",
    "ALTER TABLE entries_words_anew RENAME TO entries_words",
    "CREATE TABLE entries_grams (gram text NOT NULL, word text NOT NULL, PRIMARY KEY (gram, word)) WITHOUT ROWID",
)
POSTGRESQL = (
    'CREATE TABLE entries_grams (gram text COLLATE "C" NOT NULL, word text COLLATE "C" NOT NULL,'
    " PRIMARY KEY (gram, word))",
)


def make(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in (*statements, *_UNREAD):
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for table in ("entries_grams", "entries_unread"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("entries", "0009_pieces_and_uploads")]
    operations = [migrations.RunPython(make, unmake)]
