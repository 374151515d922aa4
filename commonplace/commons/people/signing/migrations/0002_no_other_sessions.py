from django.db import migrations


class Migration(migrations.Migration):
    """Sessions have lain in a table of our own since 0001; that of `django.contrib.sessions`, which nobody reads, goes."""

    dependencies = [
        ('signing', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
