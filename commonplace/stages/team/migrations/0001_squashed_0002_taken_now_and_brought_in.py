import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('team', '0001_teams_are_formed'),
        ('team', '0002_taken_now_and_brought_in'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Forming',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('size', models.PositiveSmallIntegerField(default=4, verbose_name='people in a team')),
                    ('outcomes', models.JSONField(default=list)),
                    ('values', models.JSONField(default=list)),
                    ('groups', models.JSONField(default=list)),
                    ('weights', models.JSONField(default=dict)),
                    ('closes_at', models.DateTimeField(verbose_name='people can say what they want until')),
                    ('forming_since', models.DateTimeField(null=True)),
                    ('share', models.FloatField(default=0)),
                    ('trouble', models.BooleanField(default=False)),
                    ('is_best', models.BooleanField(default=False)),
                    ('told_at', models.DateTimeField(null=True)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='formings', to='communities.community')),
                    ('takes_now', models.BooleanField(default=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('community',), name='forming_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='ProposedTeam',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('forming', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='team.forming')),
                ],
                options={
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('forming', 'number'), name='proposed_team_once')],
                },
            ),
            migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reasons', models.JSONField(default=dict)),
                    ('said', models.CharField(blank=True, choices=[('', 'no answer yet'), ('accepted', 'accepts it'), ('asks', 'asks to move')], max_length=8)),
                    ('words', models.CharField(blank=True, max_length=500)),
                    ('forming', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='team.forming')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='team.proposedteam')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('forming', 'person'), name='seat_once')],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('free', models.CharField(blank=True, max_length=42)),
                    ('outcomes', models.JSONField(default=list)),
                    ('values', models.JSONField(default=list)),
                    ('background', models.CharField(blank=True, max_length=120)),
                    ('groups', models.JSONField(default=list)),
                    ('keeps', models.BooleanField(default=False)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('forming', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='team.forming')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('is_brought', models.BooleanField(default=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('forming', 'person'), name='statement_once')],
                },
            ),
            migrations.CreateModel(
                name='Named',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_refusal', models.BooleanField(default=False)),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='team.statement')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('statement', 'other'), name='named_once')],
                },
            ),
        ]),
    ]
