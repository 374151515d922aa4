
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('entries', '0007_attachments_for_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_collection', serialize=False, to='entries.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='why it is here')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='entries.entry')),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='collections.collection')),
            ],
            options={
                'ordering': ['place', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('collection', 'entry'), name='chosen_once')],
            },
        ),
    ]
