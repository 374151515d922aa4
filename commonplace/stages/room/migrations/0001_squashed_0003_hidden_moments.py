import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('room', '0001_initial'),
        ('room', '0002_earlier_notes'),
        ('room', '0003_hidden_moments'),
    ]

    initial = True

    dependencies = [
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('gather', '0001_squashed_0015_in_order'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AgendaItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=120)),
                    ('led_by', models.CharField(blank=True, max_length=120)),
                    ('words', models.CharField(blank=True, max_length=400)),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('after', models.PositiveIntegerField(null=True)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='gather.gathering')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Room',
                fields=[
                    ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='room', serialize=False, to='gather.gathering')),
                    ('notes', models.TextField(blank=True, verbose_name='notes')),
                    ('notes_html', models.TextField(blank=True, editable=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('link', models.URLField(blank=True, max_length=500, verbose_name='where the recording is')),
                    ('recording_begins', models.IntegerField(default=0)),
                    ('captions', models.TextField(blank=True, editable=False)),
                    ('transcript', models.TextField(blank=True, verbose_name='what is said in it, in words')),
                    ('only_adults', models.BooleanField(default=False)),
                    ('recording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.attachment')),
                    ('resources', models.ManyToManyField(blank=True, related_name='+', to='entries.entry')),
                ],
            ),
            migrations.CreateModel(
                name='Moment',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('second', models.IntegerField()),
                    ('words', models.CharField(max_length=600, verbose_name='what it is')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='people.person')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='gather.gathering')),
                    ('hidden_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['second', 'at', 'pk'],
                    'indexes': [models.Index(fields=['gathering', 'second'], name='moment_gathering')],
                },
            ),
            migrations.CreateModel(
                name='Voice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(blank=True, max_length=80)),
                    ('about', models.CharField(blank=True, max_length=200)),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voices', to='gather.gathering')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hosting', to='people.person')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'person'), name='voice_once'), models.CheckConstraint(condition=models.Q(models.Q(('person', None), models.Q(('name', ''), _negated=True)), models.Q(('name', ''), ('person__isnull', False)), _connector='OR'), name='voice_of_one')],
                },
            ),
            migrations.CreateModel(
                name='NotesRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('words', models.TextField(blank=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes_revisions', to='gather.gathering')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'number'), name='notes_revision_once')],
                },
            ),
        ]),
    ]
