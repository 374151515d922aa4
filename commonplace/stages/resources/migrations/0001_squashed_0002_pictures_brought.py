import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('resources', '0001_initial'),
        ('resources', '0002_pictures_brought'),
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
                name='Bringing',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('audience', models.PositiveSmallIntegerField()),
                    ('begun_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('pieces', models.JSONField(default=list)),
                    ('report', models.JSONField(default=list)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bringings', to='people.person')),
                    ('collection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.entry')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bringings', to='communities.community')),
                ],
            ),
            migrations.CreateModel(
                name='Brought',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_brought', serialize=False, to='entries.entry')),
                    ('place', models.PositiveIntegerField(default=0)),
                    ('level', models.PositiveSmallIntegerField(default=0)),
                    ('marks', models.JSONField(default=dict)),
                    ('licence_link', models.CharField(blank=True, max_length=500, verbose_name='licence')),
                    ('video', models.CharField(blank=True, max_length=500, verbose_name='video')),
                    ('captions', models.CharField(blank=True, max_length=500, verbose_name='captions')),
                    ('transcript', models.CharField(blank=True, max_length=500, verbose_name='transcript')),
                    ('speakers', models.CharField(blank=True, max_length=200, verbose_name='speakers')),
                    ('collection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pages_of', to='entries.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['collection', 'place'], name='brought_in_order')],
                },
            ),
            migrations.CreateModel(
                name='LearntFrom',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('why', models.CharField(blank=True, max_length=200, verbose_name='a word on why')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learnt_from', to='entries.entry')),
                    ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helped_with', to='entries.entry')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'resource'), name='learnt_from_once')],
                },
            ),
            migrations.CreateModel(
                name='BroughtPicture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=1000)),
                    ('digest', models.CharField(max_length=64)),
                    ('kept_as', models.BigIntegerField()),
                    ('brought', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='resources.brought')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('brought', 'name'), name='brought_picture_once')],
                },
            ),
            migrations.CreateModel(
                name='PictureToCome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=1000)),
                    ('data', models.BinaryField()),
                    ('bringing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='resources.bringing')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('bringing', 'name'), name='picture_to_come_once')],
                },
            ),
        ]),
    ]
