import re

from django.db import migrations

# As people/veil.py and entries/search.py have it at this time.
CALL = re.compile(r"@(?<![a-z0-9]@)([a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)(?![a-z0-9])", re.IGNORECASE | re.ASCII)


def leave_calls_out(apps, schema_editor):
    """Entries are no longer found by whom they call by @name."""
    if schema_editor.connection.vendor == "postgresql":
        _delete_lexemes(apps, schema_editor.connection)
    else:
        _rewrite_words(schema_editor.connection)


def _rewrite_words(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, words FROM entries_words WHERE words LIKE '%@%'")
        for key, words in cursor.fetchall():
            left = CALL.sub(" ", words)
            if left != words:
                cursor.execute("UPDATE entries_words SET words = %s WHERE rowid = %s", [left, key])


def _strings(value):
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _strings(part)]


def _delete_lexemes(apps, connection):
    """PostgreSQL keeps no words, only lexemes: those of the names called go, and come back with the next edit if meant."""
    entries, revisions = apps.get_model("entries", "Entry"), apps.get_model("entries", "Revision")
    texts = {pk: said for pk, *said in entries.objects.values_list("pk", "title", "summary", "body").iterator()}
    for pk, words in revisions.objects.values_list("entry_id", "words").iterator():
        texts[pk] += _strings(words)
    called = {pk: set(CALL.findall("\n".join(said))) for pk, said in texts.items()}
    with connection.cursor() as cursor:
        for pk, names in called.items():
            if names:
                cursor.execute(
                    "UPDATE entries_words SET words = ts_delete(words, tsvector_to_array(to_tsvector('simple', %s)))"
                    " WHERE entry_id = %s",
                    [" ".join(sorted(names)).lower(), pk],
                )


class Migration(migrations.Migration):
    dependencies = [("entries", "0002_words")]
    operations = [migrations.RunPython(leave_calls_out, migrations.RunPython.noop)]
