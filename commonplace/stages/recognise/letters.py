"""The letter with a badge for somebody who may have no account: one address, one link. Nothing in it was typed by anybody.

Whoever gets one is a stranger, so the veil is laid over it.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import translation
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import ids
from commonplace.ground.mail import write_letter
from commonplace.ground.models import Letter
from commonplace.ground.text import isolated
from commonplace.stages.recognise.models import Award


def _signer(award: Award) -> Signer:
    return Signer(salt=f"badge {award.mark}", sep=".")


def token_of(award: Award) -> str:
    """What stands in the link, for nobody but the address that it was written to."""
    return _signer(award).sign(ids.written(award.pk))


def whose(token: str) -> Award | None:
    """Which offer this is; None where the link is forged, or the offer gone."""
    try:
        key = ids.read(token.partition(".")[0])
        award = Award.objects.select_related("badge__community", "by").filter(pk=key).first()
        return award if award and _signer(award).unsign(token) else None
    except (ValueError, BadSignature):
        return None


def write_offer(award: Award, commons: Commons) -> Letter:
    """Put the letter on its way, in the language of the community."""
    community = award.badge.community
    link = f"{settings.ADDRESS}/badge/{token_of(award)}/"
    with translation.override(spoken(community.language, commons.language)):
        names = {
            "community": isolated(community.name),
            "commons": isolated(commons.name),
            "badge": isolated(award.badge.name),
            "link": link,
            "stop": f"{link}stop/",
        }
        subject = _("“%(community)s” would like to give you a badge") % names
        words = _(
            "Hello,\n\n“%(community)s” at %(commons)s would like to give you the badge “%(badge)s”. You need no account "
            "for it. What it says, and whether you want it, stands here:\n\n%(link)s\n\nIf you do not know what this is "
            "about, you need not do anything. If you want no more letters from there:\n\n%(stop)s"
        )
        shown = veil([subject, words % names])
        return write_letter(award.email, shown(subject), shown(words % names), stop_address=names["stop"])
