import commonplace.commons.people.tokens
import commonplace.ground.clock
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('recruit', '0001_initial'),
        ('recruit', '0002_offers'),
        ('recruit', '0003_lots'),
        ('recruit', '0004_invited_addresses'),
        ('recruit', '0005_nobody_is_flooded'),
        ('recruit', '0006_norms_by_link'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('ground', '0001_squashed_0005_calendars_in_letters'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Call',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(blank=True, verbose_name='what you would say to somebody at the door')),
                    ('words_html', models.TextField(blank=True, editable=False)),
                    ('seats', models.PositiveSmallIntegerField(default=12, verbose_name='seats')),
                    ('opens_at', models.DateTimeField(default=commonplace.ground.clock.now, verbose_name='opens')),
                    ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                    ('asks_approval', models.BooleanField(default=False, verbose_name='a facilitator reads each answer first')),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='communities.community')),
                    ('offer_hours', models.PositiveSmallIntegerField(default=24, verbose_name='hours for which an offered seat is held')),
                    ('drawn_at', models.DateTimeField(null=True)),
                    ('draws_lots', models.BooleanField(default=False, verbose_name='seats are drawn by lot when it closes')),
                ],
                options={
                    'indexes': [models.Index(fields=['community', 'ended_at'], name='call_community')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('draws_lots', False), models.Q(('asks_approval', False), ('closes_at__isnull', False)), _connector='OR'), name='call_draws_when_it_closes')],
                },
            ),
            migrations.CreateModel(
                name='Application',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('waiting', 'waiting to be read'), ('accepted', 'has a seat'), ('waitlisted', 'on the waitlist'), ('offered', 'is offered a seat'), ('declined', 'not this time'), ('withdrawn', 'taken back'), ('let go', 'let the offered seat go'), ('lapsed', 'the offered seat went to the next in line')], default='waiting', max_length=10)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('agreed_norms_at', models.DateTimeField(default=commonplace.ground.clock.now, null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('reply', models.CharField(blank=True, max_length=500)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='people.person')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='recruit.call')),
                    ('offered_until', models.DateTimeField(null=True)),
                    ('drawn', models.PositiveIntegerField(null=True)),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('call', 'person'), name='application_once')],
                },
            ),
            migrations.CreateModel(
                name='CallQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(max_length=200)),
                    ('is_required', models.BooleanField(default=False)),
                    ('is_asked', models.BooleanField(default=True)),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='recruit.call')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(max_length=2000)),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='recruit.application')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='recruit.callquestion')),
                ],
            ),
            migrations.CreateModel(
                name='InvitedAddress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254)),
                    ('way', models.CharField(choices=[('answers', 'They answer your call like everybody, and their answer is read like any other'), ('trusted', 'They answer its questions, and then have a seat without being read first'), ('at once', 'They come in at once, without questions')], max_length=8)),
                    ('mark', models.CharField(default=commonplace.commons.people.tokens.new_token, editable=False, max_length=43)),
                    ('invited_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('lapses_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('said', models.CharField(blank=True, choices=[('', 'no answer yet'), ('came', 'took it up'), ('declined', 'said no, and wants no letters from you')], max_length=8)),
                    ('said_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invited_addresses', to='communities.community')),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ground.letter')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['by', 'invited_at'], name='invited_by_day'), models.Index(fields=['lapses_at'], name='invited_lapses'), models.Index(fields=['email', 'invited_at'], name='invited_to_one')],
                },
            ),
            migrations.CreateModel(
                name='LeftAlone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('community', 'digest'), name='left_alone_once')],
                },
            ),
        ]),
    ]
