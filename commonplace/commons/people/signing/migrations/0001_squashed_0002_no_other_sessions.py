import commonplace.ground.clock
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from commonplace.ground.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('signing', '0001_initial'),
        ('signing', '0002_no_other_sessions'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0004_outsiders_kept_days'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='CodeApp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret', models.CharField(max_length=64)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('last_step', models.PositiveBigIntegerField(default=0)),
                    ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='code_app', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='FactorHelp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=500)),
                    ('at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factor_help', to='people.person')),
                ],
            ),
            migrations.CreateModel(
                name='Passkey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('credential_id', models.BinaryField(max_length=1023, unique=True)),
                    ('known', models.BinaryField()),
                    ('handle', models.BinaryField(max_length=64)),
                    ('count', models.PositiveBigIntegerField(default=0)),
                    ('made_at', models.DateTimeField(default=commonplace.ground.clock.now)),
                    ('used_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('used_at', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('browser', models.CharField(blank=True, max_length=60)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'session',
                    'verbose_name_plural': 'sessions',
                },
            ),
        ]),
        migrations.RunSQL(
            sql='DROP TABLE IF EXISTS django_session',
            reverse_sql='',
        ),
    ]
