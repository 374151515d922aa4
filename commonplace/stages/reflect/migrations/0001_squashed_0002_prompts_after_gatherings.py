import commonplace.ground.clock
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('reflect', '0001_initial'),
        ('reflect', '0002_prompts_after_gatherings'),
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
                name='Reflection',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_reflection', serialize=False, to='entries.entry')),
                    ('worked', models.TextField(blank=True, verbose_name='what worked well')),
                    ('did_not', models.TextField(blank=True, verbose_name='what did not')),
                    ('matched', models.TextField(blank=True, verbose_name='what matched what you expected')),
                    ('surprised', models.TextField(blank=True, verbose_name='what surprised you')),
                    ('differently', models.TextField(blank=True, verbose_name='what you would do differently')),
                    ('may_quote', models.BooleanField(default=False, verbose_name='the case study may quote me by name')),
                    ('gathering', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reflections', to='gather.gathering')),
                    ('asked', models.CharField(blank=True, default='', max_length=200)),
                    ('came', models.JSONField(blank=True, default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='Prompt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=12)),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='your question')),
                    ('chosen_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                    ('gathering', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='prompt', to='gather.gathering')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('gathering', None)), fields=('community',), name='prompt_usual_once')],
                },
            ),
        ]),
    ]
