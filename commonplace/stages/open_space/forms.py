"""The forms of an open space: a session, and the rooms and times."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.people.models import Person
from commonplace.ground import moments
from commonplace.ground.local_time import NoSuchTime, local_parts, moment_at
from commonplace.ground.text import clean_line
from commonplace.stages.open_space.actions import SlotRow, VenueRow
from commonplace.stages.open_space.models import OpenSpace, Proposal

# Rows that stand empty below those that are filled.
_EMPTY_VENUES, _EMPTY_TIMES = 2, 2
# What is suggested where no time is set yet: sessions of so many minutes, with so many in between, and no more than so many.
_SESSION, _BREAK, _MOST_SUGGESTED = 45, 15, 6


class ProposalForm(EntryWords):
    """A session that somebody proposes, or changes."""

    unread = frozenset({"with_whom"})

    title = forms.CharField(
        label=_("What it is about"),
        max_length=120,
        error_messages={"required": _("Give it a title, so that people know whether they want to go.")},
    )
    words = forms.CharField(
        label=_("More about it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    topic = forms.CharField(
        label=_("Topic"),
        required=False,
        max_length=60,
        help_text=_("A word or two. Sessions of one topic are kept at different times where that costs nobody a wish."),
    )
    with_whom = forms.CharField(
        label=_("Who hosts it with you"),
        required=False,
        max_length=400,
        help_text=_(
            "Their names in addresses, such as @ines, with commas between. Nobody is put in two places at once."
        ),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        person: Person,
        space: OpenSpace,
        proposal: Proposal | None = None,
    ) -> None:
        super().__init__(data, initial=self._values_of(proposal) if proposal else {})
        self.space, self.person, self.proposal = space, person, proposal
        self.hosts: list[Person] = []
        entry = space.gathering.entry
        self.heed_entry(person, entry.community, entry)

    @staticmethod
    def _values_of(proposal: Proposal) -> dict[str, Any]:
        others = [host.name for host in proposal.hosts.all() if host.pk != proposal.by_id]
        return {
            "title": proposal.title,
            "words": proposal.words,
            "topic": proposal.topic,
            "with_whom": ", ".join(f"@{name}" for name in others),
            "based_on": proposal.version,
        }

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"])
        if not title:  # nothing but letters that nobody sees
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title

    def clean_with_whom(self) -> str:
        typed: str = self.cleaned_data["with_whom"]
        names = [name.lower() for name in re.findall(r"[\w-]+", typed)]
        community = self.space.gathering.entry.community
        members = Person.objects.shown_to(self.person).filter(
            name__in=names, memberships__community=community, memberships__left_at=None
        )
        self.hosts = list(members.distinct())
        missing = set(names) - {host.name for host in self.hosts}
        if missing:
            raise forms.ValidationError(
                _("Nobody here is called @%(name)s. Look at the page of members for how they are written.")
                % {"name": min(missing)}
            )
        return typed

    def said(self) -> dict[str, Any]:
        """What was typed, as `propose` and `change_proposal` want it."""
        return {name: self.cleaned_data[name] for name in ("title", "words", "topic")} | {"hosts": self.hosts}


class VenuesForm(EntryWords):
    """The rooms and the times of an open space, row by row. A row whose name or beginning is empty is none."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person, space: OpenSpace) -> None:
        super().__init__(data, initial={"based_on": space.version})
        self.space, self.gathering = space, space.gathering
        self.unread = frozenset()  # type: ignore[misc]
        entry = space.gathering.entry
        self.heed_entry(person, entry.community, entry)
        self._venues = list(space.venues.all())
        self._slots = list(space.slots.order_by("starts_after", "pk"))
        first, last = (
            local_parts(moment, self.gathering.zone)[0] for moment in (self.gathering.starts_at, self.gathering.ends_at)
        )
        self.days = [first + timedelta(days=count) for count in range(min((last - first).days, 13) + 1)]
        self.venue_count = self._count("venue", len(self._venues) + _EMPTY_VENUES)
        self.slot_count = self._count("slot", (len(self._slots) or len(self._suggested())) + _EMPTY_TIMES)
        for row in range(self.venue_count):
            self._add_venue(row)
        for row in range(self.slot_count):
            self._add_slot(row)

    def _count(self, of: str, shown: int) -> int:
        """As many rows as there were on the page that is sent, so that nothing typed is lost."""
        sent = [int(name.split("_")[1]) for name in self.data if re.fullmatch(rf"{of}_\d{{1,3}}_\w+", name)]
        return min(max([shown, *(row + 1 for row in sent)]), 200)

    def _suggested(self) -> list[tuple[datetime, datetime]]:
        found: list[tuple[datetime, datetime]] = []
        begins = self.gathering.starts_at
        while begins + timedelta(minutes=_SESSION) <= self.gathering.ends_at and len(found) < _MOST_SUGGESTED:
            found.append((begins, begins + timedelta(minutes=_SESSION)))
            begins += timedelta(minutes=_SESSION + _BREAK)
        return found

    def _add_venue(self, row: int) -> None:
        venue = self._venues[row] if row < len(self._venues) else None
        self.fields[f"venue_{row}_key"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=venue.pk if venue else None
        )
        self.fields[f"venue_{row}_name"] = forms.CharField(
            label=_("Room %(number)s") % {"number": row + 1},
            required=False,
            max_length=80,
            initial=venue.name if venue else "",
        )
        self.fields[f"venue_{row}_holds"] = forms.IntegerField(
            label=_("How many fit into room %(number)s") % {"number": row + 1},
            required=False,
            min_value=1,
            max_value=100_000,
            initial=venue.holds if venue else None,
            error_messages={"invalid": _("Write a whole number, such as 20.")},
        )
        self.fields[f"venue_{row}_link"] = forms.URLField(
            label=_("Link to room %(number)s") % {"number": row + 1},
            required=False,
            max_length=500,
            assume_scheme="https",
            validators=[URLValidator(schemes=["http", "https"])],
            initial=venue.link if venue else "",
            error_messages={"invalid": _("Copy the whole address, such as https://meet.example/our-room.")},
        )
        self.unread |= {f"venue_{row}_link"}  # type: ignore[misc]

    def _add_slot(self, row: int) -> None:
        slot = self._slots[row] if row < len(self._slots) else None
        suggested = self._suggested() if not self._slots else []
        begins = ends = None
        if slot:
            begins, ends = slot.starts_at(self.gathering), slot.ends_at(self.gathering)
        elif row < len(suggested):
            begins, ends = suggested[row]
        zone, number = self.gathering.zone, {"number": row + 1}
        self.fields[f"slot_{row}_key"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=slot.pk if slot else None
        )
        if len(self.days) > 1:
            self.fields[f"slot_{row}_day"] = forms.TypedChoiceField(
                label=_("Day of time %(number)s") % number,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[(count, moments.day(day)) for count, day in enumerate(self.days)],
                initial=self.days.index(local_parts(begins, zone)[0])
                if begins and local_parts(begins, zone)[0] in self.days
                else 0,
            )
        for name, words, moment in (
            ("begins", _("Time %(number)s from"), begins),
            ("ends", _("Time %(number)s until"), ends),
        ):
            self.fields[f"slot_{row}_{name}"] = forms.TimeField(
                label=words % number,
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                initial=local_parts(moment, zone)[1] if moment else None,
                error_messages={"invalid": _("Write the time as 18:30.")},
            )

    @property
    def venue_rows(self) -> Iterator[dict[str, Any]]:
        for row in range(self.venue_count):
            yield {part: self[f"venue_{row}_{part}"] for part in ("key", "name", "holds", "link")}

    @property
    def slot_rows(self) -> Iterator[dict[str, Any]]:
        parts = ("key", "begins", "ends", "day") if len(self.days) > 1 else ("key", "begins", "ends")
        for row in range(self.slot_count):
            yield {part: self[f"slot_{row}_{part}"] for part in parts}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = [data.get(f"venue_{row}_name", "").casefold() for row in range(self.venue_count)]
        for row, name in enumerate(names):
            if name and name in names[:row]:
                self.add_error(f"venue_{row}_name", _("Another room has this name, too. Tell them apart."))
            if not name and (data.get(f"venue_{row}_holds") or data.get(f"venue_{row}_link")):
                self.add_error(f"venue_{row}_name", _("Give this room a name."))
        found: dict[int, SlotRow] = {}
        for row in range(self.slot_count):
            slot = self._slot(row, data)
            if slot is None:
                continue
            if any(_overlap(slot, other) for other in found.values()):
                self.add_error(
                    f"slot_{row}_begins", _("Another time is on then already. Let one end before the next begins.")
                )
            found[row] = slot
        self.slots = [found[row] for row in sorted(found, key=lambda row: found[row].starts_after)]
        return data

    def _slot(self, row: int, data: dict[str, Any]) -> SlotRow | None:
        begins, ends = data.get(f"slot_{row}_begins"), data.get(f"slot_{row}_ends")
        if begins is None and ends is None:
            return None
        name = f"slot_{row}_begins" if begins is None else f"slot_{row}_ends"
        if begins is None or ends is None:
            if name not in self.errors:
                self.add_error(name, _("Say from when until when."))
            return None
        day = self.days[data.get(f"slot_{row}_day") or 0]
        try:
            first = moment_at(day, begins, self.gathering.zone)
            last = moment_at(day if ends > begins else day + timedelta(days=1), ends, self.gathering.zone, after=first)
        except NoSuchTime:
            self.add_error(name, _("The clocks go forward on that day and jump over this time. Choose another one."))
            return None
        if first < self.gathering.starts_at or last > self.gathering.ends_at:
            self.add_error(
                name, _("The gathering is not on then. Choose a time within it, or change the gathering first.")
            )
            return None
        after = int((first - self.gathering.starts_at).total_seconds() // 60)
        return SlotRow(data.get(f"slot_{row}_key"), after, int((last - first).total_seconds() // 60))

    def venues(self) -> list[VenueRow]:
        """The rooms that have a name, as `set_venues_and_times` wants them."""
        data = self.cleaned_data
        return [
            VenueRow(
                data[f"venue_{row}_key"],
                data[f"venue_{row}_name"],
                data[f"venue_{row}_holds"],
                data[f"venue_{row}_link"],
            )
            for row in range(self.venue_count)
            if clean_line(data[f"venue_{row}_name"])
        ]


def _overlap(one: SlotRow, other: SlotRow) -> bool:
    return one.starts_after < other.starts_after + other.minutes and other.starts_after < one.starts_after + one.minutes
