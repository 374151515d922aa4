import commonplace.commons.people.tokens
import commonplace.ground.clock
import commonplace.stages.gather.models
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('gather', '0001_initial'),
        ('gather', '0002_what_a_calendar_said'),
        ('gather', '0003_of_a_community'),
        ('gather', '0004_series'),
        ('gather', '0005_untold_moves'),
        ('gather', '0006_own_calendars'),
        ('gather', '0007_places'),
        ('gather', '0008_reminders'),
        ('gather', '0009_guests'),
        ('gather', '0010_attendance'),
        ('gather', '0011_followed_calendars'),
        ('gather', '0012_what_was_taken'),
        ('gather', '0013_seeks_testers'),
        ('gather', '0014_events_as_written'),
        ('gather', '0015_in_order'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('design', '0001_initial'),
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(blank=True, max_length=300)),
                    ('begins_on', models.DateField()),
                    ('begins', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('nights', models.PositiveSmallIntegerField(default=0)),
                    ('zone', models.CharField(max_length=50)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                ],
            ),
            migrations.CreateModel(
                name='UntoldMove',
                fields=[
                    ('community', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='untold_move', serialize=False, to='communities.community')),
                    ('before', models.JSONField(default=dict)),
                    ('tells_at', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='CalendarAddress',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_address', serialize=False, to='people.person')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                ],
            ),
            migrations.CreateModel(
                name='FollowedCalendar',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(max_length=500)),
                    ('audience', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'my team'), (2, 'my community'), (3, 'this commons'), (4, 'the open web')], default=2)),
                    ('etag', models.CharField(blank=True, max_length=200)),
                    ('last_modified', models.CharField(blank=True, max_length=100)),
                    ('looked_at', models.DateTimeField(null=True)),
                    ('looks_next_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('failures', models.PositiveSmallIntegerField(default=0)),
                    ('trouble', models.CharField(blank=True, max_length=400)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followed_calendars', to='communities.community')),
                    ('taken', models.JSONField(blank=True, default=list, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['looks_next_at'], name='followed_due')],
                    'constraints': [models.UniqueConstraint(fields=('community', 'address'), name='followed_once')],
                },
            ),
            migrations.CreateModel(
                name='Gathering',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_gathering', serialize=False, to='entries.entry')),
                    ('starts_at', models.DateTimeField(db_index=True, verbose_name='begins')),
                    ('ends_at', models.DateTimeField(verbose_name='ends')),
                    ('zone', models.CharField(max_length=50, verbose_name='time zone')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                    ('link', models.URLField(blank=True, max_length=500, verbose_name='link to the room')),
                    ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many fit')),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='why it does not take place')),
                    ('calendar_uid', models.CharField(blank=True, max_length=255)),
                    ('arc_day', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='design.arcday')),
                    ('calendar_said', models.JSONField(blank=True, default=dict, editable=False)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                    ('series_day', models.DateField(null=True)),
                    ('series', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='gather.series')),
                    ('company', models.PositiveSmallIntegerField(default=0, verbose_name='how many each may bring along')),
                    ('remind_before', models.JSONField(blank=True, default=commonplace.stages.gather.models.usual_reminders)),
                    ('reminder', models.TextField(blank=True, verbose_name='what they read with it')),
                    ('followed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='gather.followedcalendar')),
                    ('seeks_testers', models.BooleanField(default=False, verbose_name='looks for testers')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['community', 'ends_at', 'starts_at', 'entry'], name='gathering_community'), models.Index(condition=models.Q(('cancelled_at', None)), fields=['ends_at', 'starts_at', 'entry'], name='gathering_to_come'), models.Index(fields=['community', 'starts_at', 'entry'], name='gathering_in_order')],
                },
            ),
            migrations.CreateModel(
                name='Guest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254)),
                    ('name', models.CharField(max_length=80)),
                    ('age_band', models.CharField(choices=[('13-15', '13 to 15'), ('16-17', '16 or 17'), ('adult', '18 or older')], max_length=6)),
                    ('company', models.PositiveSmallIntegerField(default=0)),
                    ('language', models.CharField(max_length=12)),
                    ('mark', models.CharField(default=commonplace.commons.people.tokens.new_token, editable=False, max_length=43)),
                    ('asked_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('told_of', models.BigIntegerField(default=0)),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='gather.gathering')),
                ],
                options={
                    'indexes': [models.Index(fields=['email'], name='guest_email')],
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'email'), name='guest_once')],
                },
            ),
            migrations.CreateModel(
                name='Coming',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.CharField(choices=[('yes', 'I am coming'), ('maybe', 'Perhaps'), ('no', 'I cannot come'), ('waitlisted', 'on the waitlist'), ('offered', 'is offered a place'), ('lapsed', 'the offered place went to the next in line')], max_length=10)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='coming', to='people.person')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coming', to='gather.gathering')),
                    ('company', models.PositiveSmallIntegerField(default=0)),
                    ('offered_until', models.DateTimeField(null=True)),
                    ('reminded_minutes', models.PositiveIntegerField(null=True)),
                    ('reminded_of', models.DateTimeField(null=True)),
                    ('guest', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='coming', to='gather.guest')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'person'), name='coming_once'), models.CheckConstraint(condition=models.Q(models.Q(('guest__isnull', False), ('person', None)), models.Q(('guest', None), ('person__isnull', False)), _connector='OR'), name='coming_of_one')],
                },
            ),
            migrations.CreateModel(
                name='Attendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('how', models.CharField(choices=[('list', 'ticked in the list'), ('code', 'by the code on the wall'), ('self', 'by themselves')], max_length=4)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='gather.gathering')),
                    ('guest', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='attendance', to='gather.guest')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('gathering', 'person'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('person', None), ('guest', None), _connector='OR'), name='attendance_of_one')],
                },
            ),
            migrations.CreateModel(
                name='WrittenEvent',
                fields=[
                    ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='written_event', serialize=False, to='gather.gathering')),
                    ('text', models.TextField()),
                    ('calls', models.BooleanField()),
                    ('site', models.CharField(max_length=300)),
                    ('title', models.CharField(max_length=200)),
                    ('summary', models.TextField()),
                    ('changed_at', models.DateTimeField()),
                    ('sequence', models.PositiveIntegerField()),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('place', models.CharField(max_length=200)),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('cancel_reason', models.CharField(max_length=300)),
                ],
            ),
        ]),
    ]
