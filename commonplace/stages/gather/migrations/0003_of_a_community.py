from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Each gathering is of its entry's community."""
    gatherings, entries = apps.get_model("gather", "Gathering"), apps.get_model("entries", "Entry")
    of_entry = entries.objects.filter(pk=models.OuterRef("pk")).values("community")
    gatherings.objects.update(community=models.Subquery(of_entry))


class Migration(migrations.Migration):
    dependencies = [("gather", "0002_what_a_calendar_said"), ("entries", "__first__"), ("communities", "__first__")]

    operations = [
        migrations.AddField(
            "gathering",
            "community",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "gathering",
            "community",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="communities.community"
            ),
        ),
        migrations.AddIndex(
            "gathering",
            models.Index(
                condition=models.Q(("cancelled_at", None)),
                fields=["community", "ends_at", "starts_at", "entry"],
                name="gathering_community",
            ),
        ),
        migrations.AddIndex(
            "gathering",
            models.Index(
                condition=models.Q(("cancelled_at", None)),
                fields=["ends_at", "starts_at", "entry"],
                name="gathering_to_come",
            ),
        ),
    ]
