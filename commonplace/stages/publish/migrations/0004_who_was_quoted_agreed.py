import hashlib

from django.db import migrations

TOGETHER = ("design", "gathering", "case study")


def mark_of(kind, source, words):
    # As publish/consents.py has it at this time.
    what = "work" if kind == "work" else "words"
    return f"{what} {source} {hashlib.sha256(' '.join(words.split()).encode()).hexdigest()[:16]}"


def keep_what_was_agreed(apps, schema_editor):
    """Who let a reflection be quoted, or shared a work, and is read in the library already, agreed to that.

    Of no picture it was said whom it shows, so that none stands above a case study until somebody says it.
    """
    CaseStudy, Consent = apps.get_model("publish", "CaseStudy"), apps.get_model("publish", "Consent")
    Authorship = apps.get_model("entries", "Authorship")
    for study in CaseStudy.objects.filter(entry__cover__isnull=False).select_related("entry"):
        CaseStudy.objects.filter(pk=study.pk).update(wished_cover=study.entry.cover_id)
        apps.get_model("entries", "Entry").objects.filter(pk=study.pk).update(cover=None)
    agreed = {}
    rows = apps.get_model("publish", "Statement").objects.filter(
        case_study__entry__shared_at__isnull=False, source__isnull=False
    )
    for row in rows.exclude(source__kind__in=TOGETHER).select_related("source", "case_study__entry").order_by("pk"):
        authors = Authorship.objects.filter(entry=row.source_id, person__left_at=None).values_list("person", flat=True)
        for person in authors:
            marks = agreed.setdefault((row.case_study_id, person), (row.case_study.entry.shared_at, {}))[1]
            marks[mark_of(row.source.kind, row.source_id, row.words)] = None
    for (study, person), (at, marks) in agreed.items():
        Consent.objects.get_or_create(
            case_study_id=study,
            person_id=person,
            defaults={"answer": "yes", "agreed": list(marks), "asked_at": at, "answered_at": at},
        )


class Migration(migrations.Migration):
    dependencies = [("publish", "0003_who_is_shown_agrees")]
    operations = [migrations.RunPython(keep_what_was_agreed, migrations.RunPython.noop)]
