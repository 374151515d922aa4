"""What can be asked after a gathering: questions of ours, and those that people write themselves."""

from django.utils.translation import gettext_lazy as _

from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.models import Prompt

NONE, OWN = "none", "own"

# Each can be answered with one sentence, on the way home.
OURS = {
    "hands": _("What did your hands do today that they had not done before?"),
    "sentence": _("Which sentence that somebody said are you taking home?"),
    "stuck": _("Where were you stuck, and what got you out?"),
    "helped": _("Who helped you, perhaps without noticing?"),
    "mind": _("What did you change your mind about?"),
    "slow": _("When did time pass slowly, and when too fast?"),
    "left out": _("Was there a moment when somebody was left out? What would have let them in?"),
    "question": _("Which question came up that nobody could answer?"),
    "teach": _("What could you show somebody tomorrow who was not there?"),
    "again": _("What should happen again next time, just as it was?"),
    "never": _("What could be left out next time, and nobody would miss it?"),
    "picture": _("If you had taken one photograph of today, what would be on it?"),
}


def words_of(prompt: Prompt | None) -> str:
    """A question in words, in the language at hand; empty where none is asked."""
    if prompt is None or prompt.key == NONE:
        return ""
    return str(OURS[prompt.key]) if prompt.key in OURS else prompt.words


def prompt_of(gathering: Gathering) -> Prompt | None:
    """What was chosen for a gathering, or else for every one of its community."""
    rows = Prompt.objects.filter(community=gathering.community_id)
    return rows.filter(gathering=gathering).first() or rows.filter(gathering=None).first()


def asked_after(gathering: Gathering | None) -> str:
    """What those who were at a gathering are asked; empty where nothing was chosen."""
    return words_of(prompt_of(gathering)) if gathering else ""
