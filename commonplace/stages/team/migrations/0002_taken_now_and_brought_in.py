from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("team", "0001_teams_are_formed")]

    operations = [
        migrations.AddField("forming", "takes_now", models.BooleanField(default=False)),
        migrations.AddField("statement", "is_brought", models.BooleanField(default=False)),
    ]
