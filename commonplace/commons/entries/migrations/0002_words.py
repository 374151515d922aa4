from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE entries_words USING fts5(words, tokenize='unicode61 remove_diacritics 2')"
POSTGRESQL = (
    "CREATE TABLE entries_words (entry_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX entries_words_gin ON entries_words USING gin (words)",
)


def make(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (SQLITE,)
    for statement in statements:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    schema_editor.execute("DROP TABLE entries_words")


class Migration(migrations.Migration):
    dependencies = [("entries", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
