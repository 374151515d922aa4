"""What a reminder says."""

from django.utils.translation import gettext as _

from commonplace.ground import moments
from commonplace.ground.text import clean, isolated
from commonplace.stages.gather.beside import said_in_reminders
from commonplace.stages.gather.models import Gathering


def reminder_letter(gathering: Gathering, name: str, page: str) -> tuple[str, str]:
    """The subject and the words of a reminder, in the language and zone at hand. `page` is where they say that they cannot come."""
    entry, begins = gathering.entry, gathering.starts_at
    title = isolated(entry.title)
    moment = moments.when(begins)
    subject = _("“%(entry)s”: %(moment)s") % {"entry": title, "moment": moment}
    parts = [
        _("Hello %(name)s,") % {"name": isolated(name)},
        _("you said that you are coming to “%(entry)s”. It begins on %(moment)s.") % {"entry": title, "moment": moment},
        "\n".join(part for part in (gathering.place, gathering.link) if part),
        clean(gathering.reminder).strip(),
        *said_in_reminders(gathering),
        _("Can you not come after all? Say so here, and somebody else can have the place:") + f"\n{page}",
    ]
    return subject, "\n\n".join(part for part in parts if part)
