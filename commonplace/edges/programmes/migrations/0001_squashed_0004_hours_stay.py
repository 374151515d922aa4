import commonplace.ground.clock
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('programmes', '0001_circulars'),
        ('programmes', '0002_roster'),
        ('programmes', '0003_participation'),
        ('programmes', '0004_hours_stay'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('gather', '0001_squashed_0015_in_order'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Circular',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(unique=True)),
                    ('title', models.CharField(blank=True, max_length=200)),
                    ('body', models.TextField(blank=True)),
                    ('written_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('entries', models.ManyToManyField(related_name='circulars', to='entries.entry')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circulars', to='communities.community')),
                    ('teams', models.ManyToManyField(related_name='+', to='communities.community')),
                ],
            ),
            migrations.CreateModel(
                name='RosterLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('age_band', models.CharField(blank=True, choices=[('13-15', '13 to 15'), ('16-17', '16 or 17'), ('adult', '18 or older')], max_length=6)),
                    ('added_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('code', models.CharField(max_length=12, null=True, unique=True)),
                    ('lapses_at', models.DateTimeField()),
                    ('letter_at', models.DateTimeField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('came_in_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roster', to='communities.community')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='communities.team')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Participation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='day')),
                    ('what', models.CharField(blank=True, max_length=200, verbose_name='what it was')),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('confirmed_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('taken_back_at', models.DateTimeField(null=True)),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('gathering', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='gather.gathering')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participation', to='communities.community')),
                    ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('gathering__isnull', False), ('taken_back_at', None)), fields=('programme', 'person', 'gathering'), name='participation_once')],
                },
            ),
        ]),
    ]
