import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('entries', '0007_attachments_for_members'),
        ('make', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Brief',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='as_brief', serialize=False, to='entries.entry')),
                ('answered_by', models.DateField(blank=True, null=True, verbose_name='answered by when')),
                ('matters', models.CharField(blank=True, max_length=400, verbose_name='what matters in it')),
            ],
        ),
        migrations.AddField(
            model_name='work',
            name='goals',
            field=models.TextField(blank=True, max_length=2000, verbose_name='what you want to find out or show'),
        ),
        migrations.AddField(
            model_name='work',
            name='to_be_read',
            field=models.CharField(blank=True, max_length=400, verbose_name='how you would like it to be read'),
        ),
        migrations.AddField(
            model_name='work',
            name='tools',
            field=models.CharField(blank=True, max_length=200, verbose_name='with what'),
        ),
        migrations.AddField(
            model_name='work',
            name='answers',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='works', to='make.brief'),
        ),
    ]
