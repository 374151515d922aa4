"""What was called a room here is a venue: a room is that of a gathering."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("open_space", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="place", name="place_once"),
        migrations.RenameModel("Room", "Venue"),
        migrations.RenameField("place", "room", "venue"),
        migrations.AlterField(
            model_name="venue",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="venues", to="open_space.openspace"
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("slot", "venue"), name="place_once"),
        ),
    ]
