from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0003_participation'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='participation',
            name='participation_day_once',
        ),
    ]
