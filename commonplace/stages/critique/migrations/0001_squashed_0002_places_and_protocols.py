import commonplace.ground.clock
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('critique', '0001_initial'),
        ('critique', '0002_places_and_protocols'),
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
                name='Asking',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='asks_for_critique', serialize=False, to='entries.entry')),
                    ('question', models.CharField(max_length=400, verbose_name='what you would like to know')),
                    ('not_about', models.CharField(blank=True, max_length=400, verbose_name='what you would rather not hear about')),
                    ('protocol', models.CharField(max_length=20, verbose_name='protocol')),
                    ('since', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('high', models.PositiveSmallIntegerField(default=0)),
                    ('left', models.PositiveSmallIntegerField(default=0)),
                    ('passage', models.CharField(blank=True, max_length=300, verbose_name='which words')),
                    ('peers_first', models.BooleanField(default=False, verbose_name='peers speak first')),
                    ('piece', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.attachment')),
                    ('second', models.PositiveIntegerField(blank=True, null=True)),
                    ('top', models.PositiveSmallIntegerField(default=0)),
                    ('wide', models.PositiveSmallIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='Critique',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_critique', serialize=False, to='entries.entry')),
                    ('protocol', models.CharField(max_length=20)),
                    ('by_mentor', models.BooleanField(default=False)),
                    ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='critiques', to='entries.entry')),
                    ('waits_since', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Point',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('part', models.CharField(max_length=20)),
                    ('place', models.PositiveSmallIntegerField()),
                    ('words', models.TextField(max_length=4000)),
                    ('answer', models.CharField(blank=True, choices=[('take up', 'Take it up'), ('think', 'Think about it'), ('keep', 'Keep mine as it is')], max_length=8)),
                    ('said', models.CharField(blank=True, max_length=400)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('critique', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='critique.critique')),
                    ('high', models.PositiveSmallIntegerField(default=0)),
                    ('left', models.PositiveSmallIntegerField(default=0)),
                    ('passage', models.CharField(blank=True, max_length=300, verbose_name='which words')),
                    ('piece', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.attachment')),
                    ('second', models.PositiveIntegerField(blank=True, null=True)),
                    ('taken_into', models.PositiveIntegerField(null=True)),
                    ('top', models.PositiveSmallIntegerField(default=0)),
                    ('wide', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Round',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('each', models.PositiveSmallIntegerField(default=3, verbose_name='how many each gives and gets')),
                    ('protocol', models.CharField(max_length=20, verbose_name='protocol')),
                    ('is_exchange', models.BooleanField(default=False)),
                    ('opens_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('closes_at', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='critique_rounds', to='communities.community')),
                    ('peers_first', models.BooleanField(default=False, verbose_name='peers speak first')),
                    ('uptake', models.JSONField(default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='PutIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='in_rounds', to='entries.entry')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='put_in', to='critique.round')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('round', 'entry'), name='put_in_once')],
                },
            ),
            migrations.CreateModel(
                name='OneMore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited_to_one_more', to='critique.round')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='one_more_once')],
                },
            ),
            migrations.CreateModel(
                name='Lease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('ends_at', models.DateTimeField()),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='critique_leases', to='entries.entry')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='critique_leases', to='people.person')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to='critique.round')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('reminded_at', None)), fields=['ends_at'], name='lease_ends')],
                    'constraints': [models.UniqueConstraint(fields=('round', 'person', 'entry'), name='lease_once')],
                },
            ),
            migrations.CreateModel(
                name='OwnProtocol',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('about', models.CharField(blank=True, max_length=200, verbose_name='what it is good for')),
                    ('roles', models.JSONField(default=list)),
                    ('steps', models.JSONField(default=list)),
                    ('parts', models.JSONField(default=list)),
                    ('example', models.CharField(blank=True, max_length=600, verbose_name='an example')),
                    ('is_open', models.BooleanField(default=False)),
                    ('made_from_key', models.CharField(blank=True, max_length=20)),
                    ('put_aside_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='protocols', to='communities.community')),
                    ('made_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grown', to='critique.ownprotocol')),
                ],
            ),
            migrations.CreateModel(
                name='Sitting',
                fields=[
                    ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='critique_sitting', serialize=False, to='gather.gathering')),
                    ('protocol', models.CharField(max_length=20)),
                    ('step', models.PositiveSmallIntegerField(default=0)),
                    ('step_ends_at', models.DateTimeField()),
                    ('is_over', models.BooleanField(default=False)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.entry')),
                ],
            ),
        ]),
    ]
