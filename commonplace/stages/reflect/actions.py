"""What people do with reflections."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.people.models import Person
from commonplace.ground.text import clean, plain
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.models import QUESTIONS, Reflection


@transaction.atomic
def write_reflection(
    by: Person,
    *,
    community: Community,
    gathering: Gathering | None = None,
    audience: int = Audience.ONLY_ME,
    may_quote: bool = False,
    team: Team | None = None,
    asked: str = "",
    came: dict[str, str] | None = None,
    body: str = "",
    worked: str = "",
    did_not: str = "",
    matched: str = "",
    surprised: str = "",
    differently: str = "",
) -> Reflection:
    """Keep what somebody saw, after a gathering or at the end. Nobody else sees it unless its audience says so."""
    answers = _cleaned(worked=worked, did_not=did_not, matched=matched, surprised=surprised, differently=differently)
    entry = write_entry(
        by,
        "reflection",
        title=title_of(community, gathering),
        body=body,
        summary=_beginning(body, answers),
        community=community,
        audience=audience,
        words=answers,
        team=team,
    )
    return Reflection.objects.create(
        entry=entry, gathering=gathering, may_quote=may_quote, asked=asked, came=came or {}, **answers
    )


@transaction.atomic
def change_reflection(
    reflection: Reflection,
    by: Person,
    *,
    based_on: int,
    may_quote: bool,
    body: str,
    came: dict[str, str] | None = None,
    **answers: str,
) -> Reflection:
    """Change a reflection; without `came` that stays as it was. Raises EditedMeanwhile, having changed nothing."""
    answers = _cleaned(**answers)
    edit_entry(reflection.entry, by, based_on=based_on, words=answers, body=body, summary=_beginning(body, answers))
    reflection.may_quote = may_quote
    if came is not None:
        reflection.came = came
    for name, words in answers.items():
        setattr(reflection, name, words)
    reflection.save(update_fields=["may_quote", "came", *answers])
    return reflection


def title_of(community: Community, gathering: Gathering | None) -> str:
    """What a reflection is called: by the gathering it follows, or by the community at its end."""
    if gathering:
        return _("After %(gathering)s") % {"gathering": gathering.entry.title}
    return _("Looking back at %(community)s") % {"community": community.name}


def _cleaned(**answers: Any) -> dict[str, str]:
    return {name: clean(answers.get(name, "")).strip() for name in QUESTIONS}


def _beginning(body: str, answers: dict[str, str]) -> str:
    """What lists show: the words beside the questions, or the surprise, which says most, or the first answer."""
    return plain(next((words for words in (body, answers["surprised"], *answers.values()) if words.strip()), ""), 220)
