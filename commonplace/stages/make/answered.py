"""What the page of a brief tells of its answers, and the page of a work of the brief."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.ground.prepared import prepared
from commonplace.stages.make.models import Brief, Work
from commonplace.stages.make.rules import may_answer

# So many answers stand side by side, and so many forms in the drawing.
_MOST, _MOST_FORMS = 60, 12
_SET_OUT = tuple(f"as_work__{column}" for column in ("form", "tools", "goals", "to_be_read"))


@prepared
def _briefs(entry: int) -> QuerySet[Brief]:
    return Brief.objects.filter(pk=entry)


@prepared
def _answers(viewer: Person | None, brief: int) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(as_work__answers=brief, shared_at__isnull=False)
    return seen.select_related("community", "as_work").only(*LEAN, *_SET_OUT).newest_first()[:_MOST]


@prepared
def _answered(viewer: Person | None, brief: int) -> QuerySet[Any]:
    return Entry.objects.visible_to(viewer).filter(pk=brief, shared_at__isnull=False).only("id", "title")


@dataclass(frozen=True)
class Fan:
    """The forms that a brief was answered in, each named once and none counted, for a drawing of lines from one point."""

    forms: list[str]

    @property
    def height(self) -> int:
        return 28 * len(self.forms)

    def lines(self) -> list[tuple[str, int]]:
        """The path to each form, and how high it ends."""
        middle = self.height / 2
        ends = [28 * place + 14 for place in range(len(self.forms))]
        return [(f"M4 {middle:g}C30 {middle:g} 30 {end} 58 {end}", end) for end in ends]


def _fan(answers: list[Entry]) -> Fan | None:
    """The drawing, where at least five people answered in more than one form."""
    people = {author for entry in answers for author in entry.__dict__["_author_ids"]}
    forms = sorted({entry.as_work.form.strip().casefold(): entry.as_work.form for entry in answers}.items())
    said = [words for _folded, words in forms if words.strip()]
    return Fan(said) if len(people) >= FEWEST_COUNTED and 1 < len(said) <= _MOST_FORMS else None


def _brief(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    viewer: Person | None = request.person  # type: ignore[attr-defined]
    brief = next(iter(_briefs(entry=entry.pk)), None) or Brief(entry=entry)
    answers = with_names(_answers(viewer=viewer, brief=entry.pk), viewer)
    return {
        "brief": brief,
        "answers": answers,
        "fan": _fan(answers),
        "may_answer": may_answer(viewer, entry),
    }


def answered_by(work: Work, viewer: Person | None) -> Entry | None:
    """The brief that a work answers, as far as the viewer may see it."""
    return next(iter(_answered(viewer=viewer, brief=work.answers_id)), None) if work.answers_id else None


BRIEF = register(
    Kind(
        "brief",
        _("Brief"),
        template="make/brief.html",
        context=_brief,
        edit=lambda entry: f"{entry.address}brief/",
        shared_by_button=True,
    )
)
