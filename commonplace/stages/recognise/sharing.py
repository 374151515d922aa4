"""Ways in which somebody shows a badge elsewhere that they handed on by a link. Nothing of those places is loaded here."""

from html import escape
from urllib.parse import urlencode

from django.utils import timezone

from commonplace.stages.recognise.models import Credential
from commonplace.stages.recognise.verdicts import Shown

# https://addtoprofile.linkedin.com/: a form at LinkedIn, filled with what stands in its address.
_PROFILE = "https://www.linkedin.com/profile/add"


def frame_of(link: str, name: str) -> str:
    """The line of HTML that shows the badge of this link within another website."""
    return f'<iframe src="{escape(link)}embed/" title="{escape(name)}" width="100%" height="190"></iframe>'


def profile_address(credential: Credential, said: Shown, link: str) -> str:
    """Where its owner puts it into their profile at LinkedIn. It carries what the badge says, and the link."""
    filled = {
        "startTask": "CERTIFICATION_NAME",
        "name": said.name,
        "organizationName": said.issuer or said.issuer_address,
        "certUrl": link,
        "certId": credential.own_id,
    }
    for when, moment in (("issue", said.begins), ("expiration", said.ends)):
        if moment is not None:
            day = timezone.localtime(moment)
            filled |= {f"{when}Year": str(day.year), f"{when}Month": str(day.month)}
    return f"{_PROFILE}?{urlencode({name: value for name, value in filled.items() if value})}"
