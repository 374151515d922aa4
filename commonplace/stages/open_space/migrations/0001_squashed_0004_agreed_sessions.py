import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('open_space', '0001_initial'),
        ('open_space', '0002_venues'),
        ('open_space', '0003_hidden_sessions'),
        ('open_space', '0004_agreed_sessions'),
    ]

    initial = True

    dependencies = [
        ('gather', '0001_squashed_0015_in_order'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='OpenSpace',
                fields=[
                    ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='open_space', serialize=False, to='gather.gathering')),
                    ('agreed_at', models.DateTimeField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('filling_since', models.DateTimeField(null=True)),
                    ('trouble', models.BooleanField(default=False)),
                    ('outcome', models.JSONField(blank=True, default=dict, editable=False)),
                    ('waiting', models.JSONField(editable=False, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('words', models.TextField(blank=True, verbose_name='words')),
                    ('words_html', models.TextField(blank=True, editable=False)),
                    ('topic', models.CharField(blank=True, max_length=60, verbose_name='topic')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='people.person')),
                    ('hosts', models.ManyToManyField(related_name='hosted_sessions', to='people.person')),
                    ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='open_space.openspace')),
                    ('hidden_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Slot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_after', models.PositiveIntegerField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='open_space.openspace')),
                ],
                options={
                    'ordering': ['starts_after', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('space', 'starts_after'), name='slot_once')],
                },
            ),
            migrations.CreateModel(
                name='Step',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('before', models.JSONField(default=list)),
                    ('outcome', models.JSONField(default=dict)),
                    ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='open_space.openspace')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Wish',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='open_space.proposal')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'person'), name='wish_once')],
                },
            ),
            migrations.CreateModel(
                name='Venue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('holds', models.PositiveIntegerField(blank=True, null=True)),
                    ('link', models.URLField(blank=True, max_length=500)),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='venues', to='open_space.openspace')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='place', serialize=False, to='open_space.proposal')),
                    ('is_fixed', models.BooleanField(default=False)),
                    ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='open_space.slot')),
                    ('venue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='open_space.venue')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('slot', 'venue'), name='place_once')],
                },
            ),
            migrations.CreateModel(
                name='AgreedSession',
                fields=[
                    ('starts_after', models.PositiveIntegerField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('id', models.BigIntegerField(editable=False, primary_key=True, serialize=False)),
                    ('room', models.CharField(max_length=80)),
                    ('is_off', models.BooleanField(default=False)),
                    ('changed_at', models.DateTimeField()),
                    ('proposal', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='as_agreed', to='open_space.proposal')),
                    ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreed_sessions', to='open_space.openspace')),
                ],
            ),
        ]),
    ]
