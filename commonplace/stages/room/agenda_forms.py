"""The form of an agenda: a row for each item. Rows can be moved without a script, and two who plan at once are brought together."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.commons.communities.models import Audience
from commonplace.commons.communities.open_words import Unnamed
from commonplace.commons.entries.merging import marks_of, merge, read_marks
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.people.models import Person
from commonplace.ground import moments
from commonplace.ground.local_time import local_parts
from commonplace.ground.text import clean_line
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.actions import Planned
from commonplace.stages.room.agenda import MOST_ITEMS, agenda_of, next_at

# What a row holds, as browsers send it.
NAMES = ("title", "begins", "minutes", "led_by", "words")
_FEW_MORE = 2
_WAYS = {"up": -1, "down": 1}
Row = tuple[str, ...]
_EMPTY: Row = ("",) * len(NAMES)


class ItemForm(EntryWords):
    """One item of an agenda. Left empty, it is none."""

    title = forms.CharField(label=gettext_lazy("What happens"), required=False, max_length=120)
    begins = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write the time as 18:30.")},
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=24 * 60)
    led_by = forms.CharField(label=gettext_lazy("Who leads it"), required=False, max_length=120)
    words = forms.CharField(label=gettext_lazy("A line on it"), required=False, max_length=400)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(self.data.get(f"{self.prefix}-{name}", "").strip() for name in NAMES)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.is_empty:
            if not said.get("title") and "title" not in self.errors:
                self.add_error("title", _("Say in a few words what happens then."))
            if said.get("minutes") is None and "minutes" not in self.errors:
                self.add_error("minutes", _("Say how many minutes it takes."))
        return said


def rows_of(gathering: Gathering) -> list[Row]:
    """The agenda as its form shows it, times on the clocks of the gathering's zone."""
    return [
        (
            one.item.title,
            f"{local_parts(one.starts_at, gathering.zone)[1]:%H:%M}" if one.item.after is not None else "",
            str(one.item.minutes),
            one.item.led_by,
            one.item.words,
        )
        for one in agenda_of(gathering)
    ]


def moved_row(posted: QueryDict) -> tuple[int, int] | None:
    """From which place to which a row goes, where its button was pressed."""
    way, _colon, number = posted.get("move", "").partition(":")
    if way not in _WAYS or not (number.isascii() and number.isdecimal() and len(number) < 3):
        return None
    place = int(number)
    other = place + _WAYS[way]
    return (place, other) if 0 <= other < 2 * MOST_ITEMS and place < 2 * MOST_ITEMS else None


def read_rows(posted: QueryDict) -> list[Row]:
    """The rows that a browser sent and in which something stands, one of them moved where its button was pressed."""
    rows = [
        tuple(clean_line(posted.get(f"item-{number}-{name}", "")) for name in NAMES) for number in range(2 * MOST_ITEMS)
    ]
    moved = moved_row(posted)
    if moved:
        place, other = moved
        rows[place], rows[other] = rows[other], rows[place]
    return [row for row in rows if any(row)]


@dataclass
class AgendaSheet:
    """The whole form. `clashes` holds the agenda as somebody else has it now, where both changed one item."""

    gathering: Gathering
    person: Person
    rows: list[Row]
    posted: QueryDict | None = None
    clashes: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.standing = rows_of(self.gathering)
        if self.posted is not None:
            self._bring_together(read_marks(self.posted.get("marks", "")))
        self.forms = self._forms([*self.rows, *[_EMPTY] * _FEW_MORE])

    def _bring_together(self, was: dict[str, list[str]]) -> None:
        typed, standing = {"agenda": tuple(self.rows)}, {"agenda": tuple(self.standing)}
        merged = merge(was, typed, standing, {"agenda"})
        whole = typed | {name: standing[name] for name in merged.theirs} | merged.changed | merged.both
        self.rows = list(whole["agenda"])
        self.clashes = self.standing if merged.clashes else []

    @property
    def marks(self) -> str:
        """What stands now, for the page to carry."""
        return json.dumps(marks_of({"agenda": tuple(self.standing)}))

    def _forms(self, rows: Iterable[Row]) -> list[ItemForm]:
        entry = self.gathering.entry
        unnamed = Unnamed(self.person, entry.community)
        was_open = entry.audience == Audience.OPEN and not entry.is_draft
        before = {row[0]: dict(zip(NAMES, row, strict=True)) for row in self.standing}
        made = []
        for number, row in enumerate(rows):
            data: QueryDict | None = None
            if self.posted is not None:
                data = QueryDict(mutable=True)
                data.update({f"item-{number}-{name}": said for name, said in zip(NAMES, row, strict=True)})
                data.setlist(ItemForm.ticked_as, self.posted.getlist(ItemForm.ticked_as))
            initial = dict(zip(NAMES, row, strict=True)) if data is None else before.get(row[0], {})
            form = ItemForm(data, prefix=f"item-{number}", initial=initial)
            form.entry = entry
            form.heed_names(unnamed, was_open=was_open)
            made.append(form)
        return made

    def planned(self) -> list[Planned] | None:
        """The items, each at its time; None where a row has an error, which its form then says."""
        items, place, is_valid = list[Planned](), self.gathering.starts_at, True
        for form in self.forms:
            if not form.is_valid():
                is_valid = False
                continue
            said = form.cleaned_data
            if form.is_empty:
                continue
            if len(items) == MOST_ITEMS:
                is_valid = False
                words = _("An agenda has at most %(count)s items. Take one away, or make one of two.")
                form.add_error("title", words % {"count": MOST_ITEMS})
                continue
            begins = next_at(said["begins"], place, self.gathering.zone) if said["begins"] else place
            if said["begins"] and begins >= self.gathering.ends_at:
                is_valid = False
                words = _("At this time what stands above is still on, until %(time)s, or the gathering is over.")
                form.add_error("begins", words % {"time": moments.time(place, self.gathering.zone)})
                continue
            after = round((begins - self.gathering.starts_at).total_seconds() / 60) if said["begins"] else None
            items.append(Planned(said["title"], said["minutes"], said["led_by"], said["words"], after))
            place = begins + timedelta(minutes=said["minutes"])
        return items if is_valid else None
