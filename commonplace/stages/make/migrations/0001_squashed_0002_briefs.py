import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('make', '0001_initial'),
        ('make', '0002_briefs'),
    ]

    initial = True

    dependencies = [
        ('entries', '0001_squashed_0013_upload_in_hand'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Resource',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_resource', serialize=False, to='entries.entry')),
                    ('link', models.URLField(blank=True, max_length=500, verbose_name='where it is')),
                    ('made_by', models.CharField(blank=True, max_length=200, verbose_name='who made it')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='where it is from')),
                ],
            ),
            migrations.CreateModel(
                name='Brief',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_brief', serialize=False, to='entries.entry')),
                    ('answered_by', models.DateField(blank=True, null=True, verbose_name='answered by when')),
                    ('matters', models.CharField(blank=True, max_length=400, verbose_name='what matters in it')),
                ],
            ),
            migrations.CreateModel(
                name='Work',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_work', serialize=False, to='entries.entry')),
                    ('form', models.CharField(blank=True, max_length=60, verbose_name='what it is')),
                    ('link', models.URLField(blank=True, max_length=500, verbose_name='link, where it lives elsewhere')),
                    ('goals', models.TextField(blank=True, max_length=2000, verbose_name='what you want to find out or show')),
                    ('to_be_read', models.CharField(blank=True, max_length=400, verbose_name='how you would like it to be read')),
                    ('tools', models.CharField(blank=True, max_length=200, verbose_name='with what')),
                    ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='works', to='make.brief')),
                ],
            ),
        ]),
    ]
