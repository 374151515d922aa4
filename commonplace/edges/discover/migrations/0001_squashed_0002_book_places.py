import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('discover', '0001_initial'),
        ('discover', '0002_book_places'),
    ]

    initial = True

    dependencies = [
        ('entries', '0001_squashed_0013_upload_in_hand'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='FirstStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='the invitation')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='a sentence more')),
                    ('link', models.CharField(blank=True, max_length=300, verbose_name='where it leads')),
                    ('link_words', models.CharField(blank=True, max_length=60, verbose_name='words of the link')),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='BookPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('left_out', models.BooleanField(default=False)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_places', to='entries.entry')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_places', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'entry'), name='book_place_once')],
                },
            ),
        ]),
    ]
