import commonplace.ground.clock
import commonplace.ground.ids
import commonplace.stages.recognise.models
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('recognise', '0001_seals'),
        ('recognise', '0002_badges_awards_and_backpacks'),
        ('recognise', '0003_told_apart_by_programs'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Seal',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('public', models.CharField(max_length=80, unique=True)),
                    ('locked', models.CharField(max_length=200)),
                    ('made_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('retired_at', models.DateTimeField(null=True)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seals', to='communities.community')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('community',), name='seal_current_once')],
                },
            ),
            migrations.CreateModel(
                name='Badge',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80, verbose_name='what it is called')),
                    ('says', models.TextField(max_length=600, verbose_name='what it says of whoever has it')),
                    ('criteria', models.TextField(max_length=2000, verbose_name='how one achieves it')),
                    ('evidence', models.CharField(blank=True, max_length=300, verbose_name='what somebody shows for it')),
                    ('given_by', models.CharField(choices=[('carriers', 'those who look after the community'), ('mentors', 'mentors, and those who look after the community'), ('peers', 'its members, several together')], default='carriers', max_length=8, verbose_name='who gives it')),
                    ('readers', models.PositiveSmallIntegerField(default=2, verbose_name='how many members have to agree')),
                    ('lasts_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='for how many months it is good')),
                    ('drawn', models.JSONField(default=dict)),
                    ('picture', models.FileField(blank=True, upload_to=commonplace.stages.recognise.models._picture_path)),
                    ('picture_within', models.TextField(editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('made_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('comes_after', models.ManyToManyField(blank=True, related_name='leads_to', to='recognise.badge')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='communities.community')),
                ],
                options={
                    'indexes': [models.Index(fields=['community', 'name'], name='badge_community')],
                },
            ),
            migrations.CreateModel(
                name='Bulk',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('lines', models.JSONField(default=list)),
                    ('total', models.PositiveIntegerField()),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('left_out', models.JSONField(default=list)),
                    ('begun_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulks', to='recognise.badge')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='ClaimCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('words', models.CharField(blank=True, max_length=400)),
                    ('places', models.PositiveSmallIntegerField(default=30)),
                    ('used', models.PositiveSmallIntegerField(default=0)),
                    ('lapses_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='recognise.badge')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('words', models.TextField(max_length=4000, verbose_name='what you did, and where one can see it')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('given_at', models.DateTimeField(null=True)),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shown_for_it', to='recognise.badge')),
                    ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.entry')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('given_at', None)), fields=('badge', 'person'), name='evidence_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='Award',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('mark', models.CharField(default=commonplace.stages.recognise.models._mark, max_length=16)),
                    ('words', models.CharField(blank=True, max_length=400)),
                    ('offered_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('said', models.CharField(blank=True, choices=[('', 'no answer yet'), ('yes', 'yes'), ('no', 'no')], max_length=3)),
                    ('said_at', models.DateTimeField(null=True)),
                    ('ends_at', models.DateTimeField(null=True)),
                    ('taken_back_at', models.DateTimeField(null=True)),
                    ('why', models.CharField(blank=True, max_length=300)),
                    ('list_number', models.PositiveIntegerField(null=True)),
                    ('place', models.PositiveIntegerField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='recognise.badge')),
                    ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recognise.evidence')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'said'], name='award_person'), models.Index(fields=['badge', 'email'], name='award_email'), models.Index(fields=['badge', 'list_number', 'place'], name='award_place')],
                },
            ),
            migrations.CreateModel(
                name='Credential',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('text', models.TextField()),
                    ('digest', models.CharField(max_length=64)),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('issuer', models.CharField(blank=True, max_length=200)),
                    ('ends_at', models.DateTimeField(null=True)),
                    ('result', models.CharField(max_length=7)),
                    ('checks', models.JSONField(default=list)),
                    ('checked_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('group', models.CharField(blank=True, max_length=60, verbose_name='under which heading')),
                    ('place', models.PositiveSmallIntegerField(default=0, verbose_name='at which place')),
                    ('shown_to', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'my team'), (2, 'my community'), (3, 'this commons'), (4, 'the open web')], default=0)),
                    ('shared_by', models.CharField(blank=True, max_length=16)),
                    ('added_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='credentials', to='recognise.award')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='credentials', to='people.person')),
                    ('is_badge_3', models.BooleanField(default=False)),
                    ('issued_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('issuer_id', models.CharField(blank=True, max_length=500)),
                    ('own_id', models.CharField(blank=True, max_length=500)),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'own_id'], name='credential_own_id')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'digest'), name='credential_once')],
                },
            ),
            migrations.CreateModel(
                name='Goal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='recognise.badge')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('badge', 'person'), name='goal_once')],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sees_it', models.BooleanField()),
                    ('words', models.TextField(max_length=1000)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='recognise.evidence')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('evidence', 'by'), name='reading_once')],
                },
            ),
            migrations.CreateModel(
                name='StatusList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.TextField()),
                    ('etag', models.CharField(max_length=64)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='status_lists', to='communities.community')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('community', 'number'), name='status_list_once')],
                },
            ),
        ]),
    ]
