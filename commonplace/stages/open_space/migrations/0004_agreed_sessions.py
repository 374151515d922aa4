from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Boards that are agreed on stand in calendars as they are."""
    places = apps.get_model("open_space", "Place").objects.filter(proposal__space__agreed_at__isnull=False)
    agreed = apps.get_model("open_space", "AgreedSession")
    agreed.objects.bulk_create(
        [
            agreed(
                id=place.proposal_id,
                proposal_id=place.proposal_id,
                space_id=place.proposal.space_id,
                starts_after=place.slot.starts_after,
                minutes=place.slot.minutes,
                room=place.venue.name,
                changed_at=place.proposal.space.agreed_at,
            )
            for place in places.select_related("proposal__space", "slot", "venue").iterator(chunk_size=500)
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("open_space", "0003_hidden_sessions")]

    operations = [
        migrations.CreateModel(
            "AgreedSession",
            [
                ("starts_after", models.PositiveIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("id", models.BigIntegerField(editable=False, primary_key=True, serialize=False)),
                ("room", models.CharField(max_length=80)),
                ("is_off", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "proposal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="as_agreed",
                        to="open_space.proposal",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreed_sessions",
                        to="open_space.openspace",
                    ),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
