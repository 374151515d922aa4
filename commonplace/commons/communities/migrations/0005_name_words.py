import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.words import tokens


def compare_sign_by_sign(apps, schema_editor):
    """As SQLite does: a range of words then holds the same on both."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE communities_nameword ALTER COLUMN word TYPE varchar(60) COLLATE "C"')


def note_names(apps, schema_editor):
    words = apps.get_model("communities", "NameWord")
    named = apps.get_model("communities", "Community").objects.values_list("pk", "name").iterator(chunk_size=2000)
    waiting = []
    for key, name in named:
        waiting += [words(community_id=key, word=word) for word in sorted({*tokens(name)})]
        if len(waiting) >= 2000:
            words.objects.bulk_create(waiting)
            waiting = []
    words.objects.bulk_create(waiting)


class Migration(migrations.Migration):

    dependencies = [
        ('communities', '0004_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_words', to='communities.community')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'community'), name='name_word_once')],
            },
        ),
        migrations.AddIndex(
            model_name='community',
            index=models.Index(fields=['form', 'id'], name='community_form'),
        ),
        migrations.RunPython(compare_sign_by_sign, migrations.RunPython.noop),
        migrations.RunPython(note_names, migrations.RunPython.noop),
    ]
