"""Is the design specific, and of a size that can be carried? Computed from the document alone; it blocks nobody.

Each line says what is said or still open, and leads to its field. There is no sum to reach.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Stage
from commonplace.ground import clock
from commonplace.stages.design.document import Document, day_of, document_of
from commonplace.stages.design.models import Design
from commonplace.stages.design.values import known_name

# Beyond so many learners for each facilitator, the design should say who helps.
LEARNERS_PER_FACILITATOR = 10
# So many words can say both who might be left out and what is done about it.
_WORDS_OF_AN_ANSWER = 10


@dataclass(frozen=True)
class Line:
    """One thing that a design says, or does not say yet, and the id of the field where it would."""

    words: str
    is_said: bool
    field: str


def readiness(design: Design, said: Document | None = None) -> list[Line]:
    """The lines for a design as it stands, or as `said`. Once it is under way, its first day may have gone by."""
    today = None if design.community.stage >= Stage.GATHER else timezone.localtime(clock.now()).date()
    return lines_of(said or document_of(design), today)


def lines_of(said: Document, today: date | None) -> list[Line]:
    """The lines for a document; `today` is None where its first day may lie in the past."""
    return [
        *_need(said),
        *_people(said),
        *_values(said),
        *_dates(said, today),
        *_arc(said),
        *_scale(said),
        *_care(said),
    ]


def _filled(said: Document, name: str, words: str) -> Line:
    is_said = bool(said[name])
    return Line(words if is_said else _("%(thing)s: still open") % {"thing": words}, is_said, f"id_{name}")


def _need(said: Document) -> Iterator[Line]:
    yield _filled(said, "need", _("Whose need it is"))
    # Translators: words that tell of having spoken with people, in any form, separated by spaces.
    telling = _("asked told said say says spoke spoken talked heard met listened answered wrote interviewed").split()
    words = {word.strip(".,;:!?“”‘’\"'()*_") for word in said["need"].lower().split()}
    has_asked = not words.isdisjoint(telling)
    yield Line(
        _("People you spoke with") if has_asked else _("Whom you spoke with about it: still open"), has_asked, "id_need"
    )


def _people(said: Document) -> Iterator[Line]:
    yield _filled(said, "purpose", _("What it is for"))
    yield _filled(said, "who", _("Who it is for"))
    answer = said["included"].split()
    if not answer:
        words = _("Who could be left out: still open")
    elif len(answer) < _WORDS_OF_AN_ANSWER:
        words = _("Who could be left out: what do you do about it?")
    else:
        words = _("Who could be left out, and what you do")
    yield Line(words, len(answer) >= _WORDS_OF_AN_ANSWER, "id_included")


def _values(said: Document) -> Iterator[Line]:
    values = said["values"]
    yield Line(
        _("A value it stands under") if values else _("A value it stands under: still open"), bool(values), "values"
    )
    for place, value in enumerate(values):
        name = known_name(value["key"], value["own_name"])
        is_said = bool(value["practices"])
        words = _("A practice for %(value)s") if is_said else _("A practice for %(value)s: still open")
        yield Line(words % {"value": name}, is_said, f"id_card-{place}-practice_0")


def _dates(said: Document, today: date | None) -> Iterator[Line]:
    first, last = day_of(said["starts_on"]), day_of(said["ends_on"])
    if first is None:
        yield Line(_("The first day: still open"), False, "id_starts_on")
    elif last is None:
        yield Line(_("The last day: still open"), False, "id_ends_on")
    elif last < first:
        yield Line(_("The last day comes before the first"), False, "id_ends_on")
    else:
        yield Line(_("A first day and a last"), True, "id_starts_on")
    if today and first:
        is_ahead = first >= today
        yield Line(
            _("A first day that lies ahead") if is_ahead else _("The first day has gone by"), is_ahead, "id_starts_on"
        )
    yield _filled(said, "place", _("Where it happens"))


def _arc(said: Document) -> Iterator[Line]:
    days = said["arc"]
    yield Line(
        _("What happens, day by day") if days else _("What happens, day by day: still open"),
        bool(days),
        "id_day-0-title",
    )
    outside = _outside(said)
    if outside is not None:
        words = _("“%(title)s” lies outside the dates") % {"title": days[outside]["title"]}
        yield Line(words, False, f"id_day-{outside}-on")
    elif days and said["starts_on"] and said["ends_on"]:
        undated = next((place for place, day in enumerate(days) if not day["on"]), None)
        yield Line(
            _("A date for each day")
            if undated is None
            else _("A date for “%(title)s”: still open") % {"title": days[undated]["title"]},
            undated is None,
            f"id_day-{undated or 0}-on",
        )


def _outside(said: Document) -> int | None:
    """The place of the first day that lies before the first or after the last."""
    first, last = day_of(said["starts_on"]) or date.min, day_of(said["ends_on"]) or date.max
    for place, row in enumerate(said["arc"]):
        on = day_of(row["on"])
        if on and not first <= on <= max(first, last):
            return place
    return None


def _scale(said: Document) -> Iterator[Line]:
    learners, facilitators = said["learners"], said["facilitators"]
    yield _filled(said, "learners", _("How many learners, at most"))
    if not facilitators:
        yield Line(_("How many facilitate: still open"), False, "id_facilitators")
    elif not learners or learners <= LEARNERS_PER_FACILITATOR * facilitators or said["roles"]:
        yield Line(_("Somebody near each learner"), True, "id_facilitators")
    else:
        learning = ngettext("%(n)s learner", "%(n)s learners", learners) % {"n": learners}
        helping = ngettext("%(n)s facilitator", "%(n)s facilitators", facilitators) % {"n": facilitators}
        yield Line(
            _("%(learners)s and %(facilitators)s: who helps?") % {"learners": learning, "facilitators": helping},
            False,
            "id_roles",
        )
    yield _filled(said, "roles", _("Who does what"))
    yield _hours(said["hours_needed"], said["hours_available"])


def _hours(needed: int | None, available: int | None) -> Line:
    if needed is None:
        return Line(_("Hours a week that it takes: still open"), False, "id_hours_needed")
    if available is None:
        return Line(_("Hours a week that you have: still open"), False, "id_hours_available")
    if needed > available:
        words = _("It takes %(needed)s hours a week and you have %(available)s: what could be smaller?")
        return Line(words % {"needed": needed, "available": available}, False, "id_hours_needed")
    return Line(_("Hours enough for it"), True, "id_hours_available")


def _care(said: Document) -> Iterator[Line]:
    yield _filled(said, "safety", _("Norms and safety"))
    yield _filled(said, "recruiting", _("How people hear of it"))
    is_said = bool(said["predictions"])
    yield Line(
        _("Something you predict") if is_said else _("Something you predict: still open"), is_said, "id_prediction_0"
    )
