from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognise", "0003_told_apart_by_programs")]

    operations = [migrations.AddField("credential", "hidden_at", models.DateTimeField(null=True))]
