import commonplace.commons.people.tokens
import commonplace.ground.clock
import commonplace.stages.publish.models
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('publish', '0001_initial'),
        ('publish', '0002_values_without_calls'),
        ('publish', '0003_who_is_shown_agrees'),
        ('publish', '0004_who_was_quoted_agreed'),
        ('publish', '0005_values_newest_first'),
        ('publish', '0006_moments_quoted'),
        ('publish', '0007_form_and_language'),
        ('publish', '0008_what_a_starter_would_need'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
        ('room', '0001_squashed_0003_hidden_moments'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='CaseStudy',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_case_study', serialize=False, to='entries.entry')),
                    ('people', models.PositiveSmallIntegerField(null=True)),
                    ('days', models.PositiveSmallIntegerField(null=True)),
                    ('community', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='case_study', to='communities.community')),
                    ('wished_cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.attachment')),
                    ('form', models.CharField(blank=True, max_length=60)),
                    ('language', models.CharField(blank=True, max_length=12)),
                ],
                options={
                    'verbose_name_plural': 'case studies',
                    'indexes': [models.Index(fields=['form', '-entry'], name='casestudy_form'), models.Index(fields=['language', '-entry'], name='casestudy_language'), models.Index(fields=['form', 'language', '-entry'], name='casestudy_form_language')],
                },
            ),
            migrations.CreateModel(
                name='HeldValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.SlugField(blank=True, max_length=40)),
                    ('name', models.CharField(max_length=60)),
                    ('slug', models.SlugField(allow_unicode=True, max_length=60)),
                    ('practices', models.TextField(blank=True)),
                    ('folded', models.TextField(blank=True)),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='publish.casestudy')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                    'indexes': [models.Index(fields=['slug', '-case_study'], name='heldvalue_newest')],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('section', models.CharField(choices=[('beginning', 'How it began'), ('people', 'Who took part'), ('arc', 'What happened, day by day'), ('works', 'What was made'), ('matched', 'What matched what was expected'), ('surprised', 'What surprised'), ('worked', 'What worked, and what did not'), ('differently', 'What they would do differently'), ('needed', 'What a starter would need'), ('voices', 'In their own words')], max_length=12)),
                    ('words', models.TextField()),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='publish.casestudy')),
                    ('source', models.ForeignKey(null=True, on_delete=commonplace.stages.publish.models.go_with_source, related_name='+', to='entries.entry')),
                    ('moment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='room.moment')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Depiction',
                fields=[
                    ('picture', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_depiction', serialize=False, to='entries.attachment')),
                    ('whom', models.CharField(choices=[('nobody', 'Nobody is on it'), ('unknown', 'People are on it, but nobody can be recognised'), ('named', 'These people are on it, and nobody else who can be recognised'), ('asked', 'Others are on it too, who have no account here: they were asked, and said yes')], max_length=7)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('people', models.ManyToManyField(related_name='+', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.CharField(blank=True, choices=[('', 'has not answered yet'), ('yes', 'may be named'), ('unnamed', 'stays without a name'), ('no', 'is left out')], default='', max_length=7)),
                    ('agreed', models.JSONField(blank=True, default=list)),
                    ('mark', models.CharField(default=commonplace.commons.people.tokens.new_token, editable=False, max_length=43)),
                    ('asked_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('reminded_at', models.DateTimeField(null=True)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('case_study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='publish.casestudy')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case_study', 'person'), name='consent_once')],
                },
            ),
        ]),
    ]
