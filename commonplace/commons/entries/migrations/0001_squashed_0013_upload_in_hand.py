import commonplace.commons.entries.models
import commonplace.ground.clock
import commonplace.ground.ids
import django.db.models.deletion
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


# Vowels that stand as marks at their letters belong to their words, as in Hindi and Thai.
SQLITE = (
    "CREATE VIRTUAL TABLE entries_words USING fts5("
    "words, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    "CREATE TABLE entries_grams (gram text NOT NULL, word text NOT NULL, PRIMARY KEY (gram, word)) WITHOUT ROWID",
)
POSTGRESQL = (
    "CREATE TABLE entries_words (entry_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX entries_words_gin ON entries_words USING gin (words)",
    'CREATE TABLE entries_grams (gram text COLLATE "C" NOT NULL, word text COLLATE "C" NOT NULL,'
    " PRIMARY KEY (gram, word))",
)
# Entries whose words are to be read anew.
UNREAD = "CREATE TABLE entries_unread (entry_id bigint PRIMARY KEY)"


def make_search(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in (*statements, UNREAD):
        schema_editor.execute(statement)


def unmake_search(apps, schema_editor):
    for table in ("entries_words", "entries_grams", "entries_unread"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):

    replaces = [
        ('entries', '0001_initial'),
        ('entries', '0002_words'),
        ('entries', '0003_search_without_calls'),
        ('entries', '0004_comment_thread'),
        ('entries', '0005_recordings'),
        ('entries', '0006_licence_words'),
        ('entries', '0007_attachments_for_members'),
        ('entries', '0008_read_first'),
        ('entries', '0009_pieces_and_uploads'),
        ('entries', '0010_grams'),
        ('entries', '0011_accompanied'),
        ('entries', '0012_words_of_pieces'),
        ('entries', '0013_upload_in_hand'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_squashed_0005_name_words'),
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('size', models.PositiveBigIntegerField()),
                    ('offset', models.PositiveBigIntegerField(default=0)),
                    ('changed_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='people.person')),
                    ('in_hand_since', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['changed_at'], name='upload_changed')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=20)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('summary', models.CharField(blank=True, max_length=400, verbose_name='summary')),
                    ('body', models.TextField(blank=True, verbose_name='words')),
                    ('body_html', models.TextField(blank=True, editable=False)),
                    ('audience', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'my team'), (2, 'my community'), (3, 'this commons'), (4, 'the open web')], default=0, verbose_name='who can see this')),
                    ('licence', models.CharField(blank=True, choices=[('', 'Nobody may copy it without asking me'), ('CC-BY-4.0', 'Copy and change it, and name me'), ('CC-BY-SA-4.0', 'Copy and change it, name me, and pass it on under the same words'), ('CC-BY-NC-SA-4.0', 'Copy and change it, name me, pass it on under the same words, and never sell it'), ('CC0-1.0', 'Do with it whatever you like')], default='', max_length=20, verbose_name='what others may do with it')),
                    ('language', models.CharField(blank=True, max_length=12)),
                    ('remote_id', models.CharField(blank=True, db_index=True, max_length=500)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('changed_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('shared_at', models.DateTimeField(null=True)),
                    ('hidden_at', models.DateTimeField(null=True)),
                    ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='communities.community')),
                    ('interests', models.ManyToManyField(blank=True, related_name='entries', to='people.interest')),
                    ('made_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grown', to='entries.entry')),
                    ('opened_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='communities.community')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='communities.team')),
                    ('is_accompanied', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name_plural': 'entries',
                    'indexes': [models.Index(fields=['community', '-shared_at'], name='entry_community'), models.Index(fields=['kind', '-shared_at'], name='entry_kind'), models.Index(fields=['audience', '-shared_at'], name='entry_audience'), models.Index(condition=models.Q(('is_accompanied', True)), fields=['id'], name='entry_accompanied')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('file', models.FileField(blank=True, upload_to=commonplace.commons.entries.models._attachment_path)),
                    ('small', models.FileField(blank=True, upload_to=commonplace.commons.entries.models._attachment_path)),
                    ('name', models.CharField(max_length=200)),
                    ('media_type', models.CharField(max_length=80)),
                    ('alternative', models.CharField(blank=True, max_length=400, verbose_name='what it shows, for those who cannot see it')),
                    ('caption', models.CharField(blank=True, max_length=400, verbose_name='caption')),
                    ('width', models.PositiveIntegerField(default=0)),
                    ('height', models.PositiveIntegerField(default=0)),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('added_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='entries.entry')),
                    ('seconds', models.PositiveIntegerField(default=0)),
                    ('words', models.TextField(blank=True, max_length=20000, verbose_name='what is said in it, in words')),
                    ('for_members', models.BooleanField(default=False)),
                    ('captions', models.TextField(blank=True)),
                    ('link', models.CharField(blank=True, max_length=500)),
                    ('made', models.CharField(blank=True, max_length=60)),
                    ('size', models.PositiveBigIntegerField(default=0)),
                    ('written_in', models.CharField(blank=True, max_length=40, verbose_name='language')),
                ],
                options={
                    'ordering': ['place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Authorship',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='people.person')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='entries.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'entry'], name='authorship_person')],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='authorship_once')],
                },
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigIntegerField(default=commonplace.ground.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('words', models.TextField(max_length=10000, verbose_name='what you would like to say')),
                    ('words_html', models.TextField(editable=False)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('changed_at', models.DateTimeField(null=True)),
                    ('hidden_at', models.DateTimeField(null=True)),
                    ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers_given', to='entries.comment')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='people.person')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='entries.entry')),
                    ('kept_back', models.CharField(blank=True, choices=[('waits', 'waits to be read'), ('held', 'was held back')], max_length=5)),
                ],
                options={
                    'indexes': [models.Index(fields=['entry', 'answers', 'at'], name='comment_thread')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('happening_id', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=60)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('read_at', models.DateTimeField(null=True)),
                    ('mailed_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communities.community')),
                    ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='entries.entry')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'read_at'], name='notice_unread'), models.Index(fields=['person', '-at'], name='notice_person'), models.Index(fields=['happening_id'], name='notice_happening')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'happening_id'), name='notice_once')],
                },
            ),
            migrations.CreateModel(
                name='Revision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('begun_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='a word on this revision')),
                    ('words', models.JSONField(default=dict)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='entries.entry')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'number'), name='revision_number_once')],
                },
            ),
            migrations.CreateModel(
                name='Rendition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=commonplace.commons.entries.models._rendition_path)),
                    ('media_type', models.CharField(max_length=80)),
                    ('width', models.PositiveIntegerField()),
                    ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='entries.attachment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('attachment', 'width', 'media_type'), name='rendition_once')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='Entry',
            name='authors',
            field=models.ManyToManyField(related_name='entries', through='entries.Authorship', to='people.person'),
        ),
        migrations.AddField(
            model_name='Entry',
            name='cover',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='entries.attachment'),
        ),
        migrations.RunPython(make_search, unmake_search),
    ]
