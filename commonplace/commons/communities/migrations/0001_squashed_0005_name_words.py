import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


def compare_sign_by_sign(apps, schema_editor):
    """As SQLite does: a range of words then holds the same on both."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE communities_nameword ALTER COLUMN word TYPE varchar(60) COLLATE "C"')


class Migration(migrations.Migration):

    replaces = [
        ('communities', '0001_initial'),
        ('communities', '0002_norms_changed'),
        ('communities', '0003_carriers'),
        ('communities', '0004_points'),
        ('communities', '0005_name_words'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Community',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('slug', models.SlugField(max_length=60, unique=True, verbose_name='name in addresses')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                    ('form', models.CharField(choices=[('school', 'School'), ('after-school', 'After-school'), ('micro-school', 'Micro school'), ('alternative-school', 'Alternative school'), ('workshop', 'Workshop or makerspace'), ('incubator', 'Incubator or accelerator'), ('conference', 'Conference'), ('unconference', 'Unconference'), ('hackathon', 'Hackathon'), ('book-club', 'Book club'), ('discussion', 'Discussion group'), ('team', 'Team'), ('camp', 'Camp'), ('library', 'Library'), ('unschool', 'Unschool'), ('tutoring', 'Tutoring'), ('help-desk', 'Help desk'), ('webinars', 'Webinar series'), ('programme', 'Programme'), ('own', 'A form of our own')], default='own', max_length=20, verbose_name='form')),
                    ('own_form', models.CharField(blank=True, max_length=60, verbose_name='its own form')),
                    ('stage', models.PositiveSmallIntegerField(choices=[(0, 'Imagine'), (1, 'Design'), (2, 'Team up'), (3, 'Recruit'), (4, 'Gather and make'), (5, 'Critique'), (6, 'Reflect'), (7, 'Publish'), (8, 'Published')], default=0)),
                    ('audience', models.PositiveSmallIntegerField(choices=[(2, 'my community'), (3, 'this commons'), (4, 'the open web')], default=2, verbose_name='who may see its page')),
                    ('opened_to_outer', models.BooleanField(default=True, verbose_name='open to the members of the outer community')),
                    ('language', models.CharField(default='en', max_length=12)),
                    ('zone', models.CharField(default='UTC', max_length=50, verbose_name='time zone')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                    ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                    ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ('norms', models.TextField(blank=True, verbose_name='norms')),
                    ('norms_html', models.TextField(blank=True, editable=False)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('interests', models.ManyToManyField(blank=True, related_name='communities', to='people.interest')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='communities.community')),
                    ('started_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grown', to='communities.community')),
                    ('norms_before', models.TextField(blank=True, editable=False)),
                    ('norms_changed_at', models.DateTimeField(editable=False, null=True)),
                    ('latitude', models.FloatField(blank=True, null=True)),
                    ('longitude', models.FloatField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'communities',
                    'indexes': [models.Index(fields=['stage', 'created_at'], name='community_stage'), models.Index(condition=models.Q(('latitude__isnull', False)), fields=['latitude', 'longitude'], name='community_point'), models.Index(fields=['form', 'id'], name='community_form')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='community_point_on_earth')],
                },
            ),
            migrations.CreateModel(
                name='ClassCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('lapses_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='class_codes', to='communities.community')),
                ],
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('role', models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor'), ('facilitator', 'facilitator'), ('guest', 'guest'), ('staff', 'staff')], default='learner', max_length=12)),
                    ('places', models.PositiveSmallIntegerField(default=1)),
                    ('used', models.PositiveSmallIntegerField(default=0)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('lapses_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='communities.community')),
                ],
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('learner', 'learner'), ('mentor', 'mentor'), ('facilitator', 'facilitator'), ('guest', 'guest'), ('staff', 'staff')], default='learner', max_length=12)),
                    ('joined_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('left_at', models.DateTimeField(null=True)),
                    ('agreed_norms_at', models.DateTimeField(null=True)),
                    ('is_listed', models.BooleanField(default=True, verbose_name='listed among its people')),
                    ('was_removed', models.BooleanField(default=False)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='communities.community')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'left_at', 'community'], name='membership_person'), models.Index(fields=['community', 'role', 'left_at'], name='membership_role')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('community', 'person'), name='membership_once')],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='communities.community')),
                    ('people', models.ManyToManyField(blank=True, related_name='teams', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('community', 'name'), name='team_name_once')],
                },
            ),
            migrations.CreateModel(
                name='NameWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('word', models.CharField(max_length=60)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_words', to='communities.community')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('word', 'community'), name='name_word_once')],
                },
            ),
        ]),
        migrations.RunPython(compare_sign_by_sign, migrations.RunPython.noop),
    ]
