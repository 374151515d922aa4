import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publish", "0005_values_newest_first"), ("room", "0003_hidden_moments")]

    operations = [
        migrations.AddField(
            "statement",
            "moment",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="room.moment"
            ),
        ),
    ]
