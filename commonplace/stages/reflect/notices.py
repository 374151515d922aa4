"""Who is told that a question waits."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground import ids
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.prompting import who_came


def _looking_back(notice: Notice) -> str:
    if notice.entry is None or notice.community is None:
        return "/notices/"
    return f"{notice.community.address}reflect/?gathering={ids.written(notice.entry.pk)}"


wording("prompt.asked", _("You were at “%(entry)s”. One short question about it waits for you."), _looking_back)


@hears("prompt.asked")
def tell_those_who_came(happening: Happening) -> None:
    """Those who were there; whoever has looked back at it already is not asked again."""
    gathering = Gathering.objects.filter(pk=happening.entry_id or 0).first()
    if gathering is not None:
        done = set(gathering.reflections.values_list("entry__authors", flat=True))
        tell([person for person in who_came(gathering) if person not in done], happening)
