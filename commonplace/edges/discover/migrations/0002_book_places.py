
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discover', '0001_initial'),
        ('entries', '0007_attachments_for_members'),
        ('people', '0004_outsiders_kept_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='BookPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('left_out', models.BooleanField(default=False)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_places', to='entries.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_places', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'entry'), name='book_place_once')],
            },
        ),
    ]
