"""Letters of invitation: one address, one link. Whoever gets one is a stranger, so the veil is laid over it.

It says nothing that somebody typed but the name of the community: nobody can send words of their own to people who never
asked for them.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.mail import write_letter
from commonplace.ground.models import Letter
from commonplace.ground.text import isolated
from commonplace.stages.recruit.models import InvitedAddress


def _signer(invited: InvitedAddress) -> Signer:
    return Signer(salt=f"invited {invited.mark}", sep=".")


def token_of(invited: InvitedAddress) -> str:
    """What stands in the link. For nobody but the address that it was written to: whoever has it can come in by it, once."""
    return _signer(invited).sign(str(invited.pk))


def page_of(token: str) -> str:
    """Where an invitation is taken up; beneath it, at `stop/`, one says that one wants no more of them."""
    return f"/invited/{token}/"


def whose(token: str) -> InvitedAddress | None:
    """Which invitation this is; None where it is forged, or forgotten."""
    key = token.partition(".")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    invited = InvitedAddress.objects.select_related("community", "by").filter(pk=int(key)).first()
    try:
        return invited if invited and _signer(invited).unsign(token) else None
    except BadSignature:
        return None


def write_invitation(invited: InvitedAddress, commons: Commons) -> Letter:
    """Put the letter on its way, in the language of the community."""
    community, link = invited.community, f"{settings.ADDRESS}{page_of(token_of(invited))}"
    with (
        translation.override(spoken(community.language, commons.language)),
        timezone.override(zone_called(community.zone)),
    ):
        names = {
            "by": isolated(invited.by.display_name) if invited.by else "",
            "community": isolated(community.name),
            "commons": isolated(commons.name),
            "until": moments.when(invited.lapses_at),
            "link": link,
            "stop": f"{link}stop/",
        }
        hello = (
            _("Hello,\n\n%(by)s invites you to “%(community)s” at %(commons)s.")
            if invited.by and invited.by.is_named_openly
            else _("Hello,\n\nthose who look after “%(community)s” at %(commons)s invite you to it.")
        )
        words = _(
            "What it is, and how to come in, stands here. The link is yours alone and lets one person in, until %(until)s:"
            "\n\n%(link)s\n\nIf you do not know what this is about, you need not do anything. If you want no more "
            "invitations from there:\n\n%(stop)s"
        )
        subject = _("You are invited to “%(community)s”") % names
        shown = veil([subject, hello % names])
        return write_letter(
            invited.email, shown(subject), f"{shown(hello % names)}\n\n{words % names}", stop_address=names["stop"]
        )


def forget_letter(invited: InvitedAddress, *, only_unsent: bool = False) -> None:
    """Nothing that was written is kept; what is still on its way does not go out."""
    if invited.letter_id is None:
        return
    letters = Letter.objects.filter(pk=invited.letter_id)
    (letters.filter(sent_at=None) if only_unsent else letters).delete()
