import re

from django.db import migrations
from django.utils.text import slugify

# As people/veil.py has it at this time.
CALL = re.compile(r"@(?<![a-z0-9]@)([a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)(?![a-z0-9])", re.IGNORECASE | re.ASCII)


def leave_calls_out(apps, schema_editor):
    """Case studies are no longer found in the library by whom a value or a practice calls by @name."""
    held = apps.get_model("publish", "HeldValue").objects.filter(folded__contains="@")
    for value in held.iterator():
        value.folded = CALL.sub(" ", value.folded)
        if not value.key:
            value.slug = slugify(CALL.sub(" ", value.name), allow_unicode=True) or f"value-{value.place + 1}"
        value.save(update_fields=["folded", "slug"])


class Migration(migrations.Migration):
    dependencies = [("publish", "0001_initial"), ("entries", "0003_search_without_calls")]
    operations = [migrations.RunPython(leave_calls_out, migrations.RunPython.noop)]
