"""A case study says what a starter would need. No row changes: those that are written already are offered it in their form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publish", "0007_form_and_language")]
    operations = [
        migrations.AlterField(
            "statement",
            "section",
            models.CharField(
                choices=[
                    ("beginning", "How it began"),
                    ("people", "Who took part"),
                    ("arc", "What happened, day by day"),
                    ("works", "What was made"),
                    ("matched", "What matched what was expected"),
                    ("surprised", "What surprised"),
                    ("worked", "What worked, and what did not"),
                    ("differently", "What they would do differently"),
                    ("needed", "What a starter would need"),
                    ("voices", "In their own words"),
                ],
                max_length=12,
            ),
        ),
    ]
