"""What the letter says in which somebody is asked, and the link in it, by which they answer without signing in."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.wordings import Enclosed
from commonplace.commons.people.models import Person
from commonplace.ground.text import isolated
from commonplace.stages.publish.consents import Part, parts_of
from commonplace.stages.publish.drafting import excerpt
from commonplace.stages.publish.models import Consent

_MOST_IN_A_LETTER = 20


def _signer(consent: Consent) -> Signer:
    return Signer(salt=f"consent {consent.mark}", sep=".")


def page_of(consent: Consent) -> str:
    """Where somebody answers. For nobody but them: whoever has the address can do it in their place."""
    return f"/asked/{_signer(consent).sign(str(consent.pk))}/"


def whose(token: str) -> Consent | None:
    """Whose link this is; None where it is forged, or the case study or they are gone."""
    key = token.partition(".")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    rows = Consent.objects.select_related("person", "case_study__entry", "case_study__community")
    consent = rows.filter(pk=int(key), person__left_at=None).first()
    try:
        return consent if consent and _signer(consent).unsign(token) else None
    except BadSignature:
        return None


def enclosed_in_letter(notice: Notice, person: Person) -> Enclosed:
    """All that is theirs in the case study, and the link."""
    rows = Consent.objects.filter(case_study__community=notice.community_id, person=person)
    consent = rows.select_related("case_study__wished_cover").first()
    if consent is None:
        return Enclosed()
    theirs = parts_of(consent.case_study).get(person, [])
    lines = [f"- {said_of(one)}" for one in theirs[:_MOST_IN_A_LETTER]]
    ask = _(
        "It is shown once you say yes, and only while you do: you can change your mind at any time. This page needs no "
        "signing in, so keep it to yourself:"
    )
    parts = [_("This is yours in it:"), "\n".join(lines), f"{ask}\n{settings.ADDRESS}{page_of(consent)}"]
    return Enclosed(words="\n\n".join(parts))


def said_of(part: Part) -> str:
    """One thing of somebody's, in a line."""
    about = (part.picture.alternative or part.picture.caption) if part.picture else part.words
    words = {
        "work": _("Your work: %(about)s"),
        "cover": _("A picture of yours, on its cover: %(about)s"),
        "picture": _("A picture that shows you: %(about)s"),
    }.get(part.what) or _("Your words: “%(about)s”")
    return words % {"about": isolated(excerpt(about)) if about else _("it has no words")}
