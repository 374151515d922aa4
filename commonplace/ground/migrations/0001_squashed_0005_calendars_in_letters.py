import commonplace.ground.clock
import commonplace.ground.ids
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('ground', '0001_initial'),
        ('ground', '0002_edition'),
        ('ground', '0003_put_away'),
        ('ground', '0004_stop_address'),
        ('ground', '0005_calendars_in_letters'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Happening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by_id', models.BigIntegerField(null=True)),
                    ('entry_id', models.BigIntegerField(null=True)),
                    ('community_id', models.BigIntegerField(null=True)),
                    ('data', models.JSONField(default=dict)),
                ],
                options={
                    'indexes': [models.Index(fields=['community_id', 'at'], name='happening_community'), models.Index(fields=['entry_id', 'at'], name='happening_entry'), models.Index(fields=['kind', 'at'], name='happening_kind')],
                },
            ),
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('to', models.EmailField(max_length=254)),
                    ('subject', models.CharField(max_length=200)),
                    ('words', models.TextField()),
                    ('message_id', models.CharField(max_length=120, unique=True)),
                    ('written_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('trouble', models.CharField(blank=True, max_length=300)),
                    ('stop_address', models.CharField(blank=True, max_length=300)),
                    ('calendars', models.JSONField(blank=True, default=list)),
                ],
                options={
                    'indexes': [models.Index(fields=['sent_at', 'written_at'], name='letter_waiting')],
                },
            ),
            migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('number', models.BigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='PutAway',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('by_id', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=60)),
                    ('words', models.CharField(max_length=400)),
                    ('address', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('back_at', models.DateTimeField(null=True)),
                    ('rows', models.JSONField(default=list)),
                    ('changes', models.JSONField(default=list)),
                    ('files', models.JSONField(default=list)),
                ],
                options={
                    'verbose_name_plural': 'things put away',
                    'indexes': [models.Index(fields=['by_id', '-at'], name='put_away_by'), models.Index(fields=['at'], name='put_away_at')],
                },
            ),
        ]),
    ]
