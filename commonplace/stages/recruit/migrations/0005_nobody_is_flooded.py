import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_outsiders_kept_days"),
        ("recruit", "0004_invited_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="leftalone",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person"
            ),
        ),
        migrations.AddIndex(
            model_name="invitedaddress",
            index=models.Index(fields=["email", "invited_at"], name="invited_to_one"),
        ),
    ]
