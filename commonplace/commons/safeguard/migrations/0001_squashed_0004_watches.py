import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('safeguard', '0001_initial'),
        ('safeguard', '0002_reports_from_outside'),
        ('safeguard', '0003_reports_of_sayings'),
        ('safeguard', '0004_watches'),
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
                name='Report',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('words', models.TextField(max_length=4000, verbose_name='what happened')),
                    ('seen', models.TextField(blank=True)),
                    ('state', models.CharField(choices=[('waiting', 'waiting'), ('settled', 'settled')], default='waiting', max_length=8)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('about', models.ManyToManyField(related_name='reports_about', to='people.person')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='people.person')),
                    ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='entries.comment')),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='communities.community')),
                    ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='entries.entry')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports_met', to='people.person')),
                    ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports_to_read', to='communities.community')),
                    ('is_from_outside', models.BooleanField(default=False)),
                    ('reach', models.EmailField(blank=True, max_length=254)),
                    ('saying', models.CharField(blank=True, max_length=20)),
                    ('saying_id', models.BigIntegerField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['read_by', 'state', '-at'], name='report_reading')],
                },
            ),
            migrations.CreateModel(
                name='Ruling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('hide', 'hidden'), ('show', 'shown again'), ('remove', 'removed from the community'), ('pause', 'paused'), ('resume', 'may act again'), ('leave', 'left as it is')], max_length=8)),
                    ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rulings', to='people.person')),
                    ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.comment')),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='communities.community')),
                    ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.entry')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rulings', to='safeguard.report')),
                    ('saying', models.CharField(blank=True, max_length=20)),
                    ('saying_id', models.BigIntegerField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Watch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('accepted_at', models.DateTimeField(null=True)),
                    ('until', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='entries.entry')),
                    ('watcher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('entry',), name='watched_by_one')],
                },
            ),
            migrations.CreateModel(
                name='WatchWords',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(max_length=4000)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='safeguard.watch')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
        ]),
    ]
