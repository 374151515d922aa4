import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_norms_changed'),
        ('people', '0003_former_names'),
        ('people', '0004_outsiders_kept_days'),
    ]

    initial = True

    dependencies = [
        ('ground', '0001_squashed_0005_calendars_in_letters'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('username', models.CharField(max_length=40, unique=True, verbose_name='sign-in name')),
                    ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-mail address')),
                    ('email_claimed', models.EmailField(blank=True, db_index=True, max_length=254)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('is_active', models.BooleanField(default=True)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                ],
            ),
            migrations.CreateModel(
                name='Commons',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(default='Commonplace', max_length=80)),
                    ('line', models.CharField(blank=True, max_length=200)),
                    ('welcome', models.TextField(blank=True)),
                    ('language', models.CharField(default='en', max_length=12)),
                    ('zone', models.CharField(default='UTC', max_length=50)),
                    ('joining', models.CharField(choices=[('open', 'Anyone'), ('invited', 'People with an invitation or a class code')], default='open', max_length=10)),
                    ('signup_age', models.PositiveSmallIntegerField(default=13)),
                    ('norms', models.TextField(blank=True)),
                    ('privacy', models.TextField(blank=True)),
                    ('contact', models.TextField(blank=True)),
                    ('host_link_digest', models.CharField(blank=True, max_length=64)),
                    ('norms_changed_at', models.DateTimeField(null=True)),
                    ('outsiders_kept_days', models.PositiveSmallIntegerField(default=90)),
                ],
                options={
                    'verbose_name_plural': 'commons',
                },
            ),
            migrations.CreateModel(
                name='Interest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(allow_unicode=True, max_length=60, unique=True)),
                    ('name', models.CharField(max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                ],
                options={
                    'indexes': [models.Index(fields=['digest', 'at'], name='attempt_digest')],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', models.SlugField(max_length=40, unique=True, verbose_name='name in addresses')),
                    ('display_name', models.CharField(max_length=80, verbose_name='name')),
                    ('about', models.TextField(blank=True, verbose_name='about')),
                    ('about_html', models.TextField(blank=True, editable=False)),
                    ('brings', models.CharField(blank=True, max_length=200, verbose_name='what you bring')),
                    ('looks_for', models.CharField(blank=True, max_length=200, verbose_name='what you look for')),
                    ('age_band', models.CharField(blank=True, choices=[('13-15', '13 to 15'), ('16-17', '16 or 17'), ('adult', '18 or older')], max_length=6)),
                    ('age_asked_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('shown_openly', models.BooleanField(default=True, verbose_name='people who have not signed in may see my page')),
                    ('agreed_norms_at', models.DateTimeField(null=True)),
                    ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                    ('zone', models.CharField(blank=True, max_length=50, verbose_name='time zone')),
                    ('mail_rhythm', models.CharField(choices=[('at once', 'At once'), ('daily', 'Once a day, together'), ('never', 'Never')], default='daily', max_length=8, verbose_name='letters by e-mail')),
                    ('is_host', models.BooleanField(default=False)),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('pause_reason', models.CharField(blank=True, max_length=500)),
                    ('left_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('account', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'people',
                },
            ),
            migrations.CreateModel(
                name='OneTimeLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('sign in', 'signs somebody in'), ('passphrase', 'sets a new passphrase'), ('email', 'confirms an e-mail address')], max_length=10)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('made_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('lapses_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL)),
                    ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ground.letter')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='HelpRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField(max_length=2000, verbose_name='what you want to ask')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('answer', models.TextField(blank=True, max_length=2000, verbose_name='your answer')),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('interest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.interest')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_asked', to='people.person')),
                    ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_wanted', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='PersonInterest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stance', models.CharField(choices=[('curious', 'curious about it'), ('helps', 'can help with it')], default='curious', max_length=7)),
                    ('interest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_interests', to='people.interest')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_interests', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'interest', 'stance'), name='person_interest_once')],
                },
            ),
            migrations.CreateModel(
                name='Block',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks_made', to='people.person')),
                    ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks_met', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('by', 'of'), name='block_once')],
                },
            ),
            migrations.CreateModel(
                name='FormerName',
                fields=[
                    ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ],
            ),
        ]),
        migrations.AddField(
            model_name='Person',
            name='interests',
            field=models.ManyToManyField(related_name='people', through='people.PersonInterest', to='people.interest'),
        ),
    ]
