"""The form of a gathering: a day and times as clocks in the community's zone show them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.forms import AudienceField
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.ground.local_time import NoSuchTime, local_parts, moment_at
from commonplace.stages.gather.calendar_import import Event
from commonplace.stages.gather.calendar_taking import known_by
from commonplace.stages.gather.models import Gathering

# What is looked through travels in a form, there and back.
_MOST_BYTES = 1024 * 1024
_DAY = {"type": "date"}
_TIME = {"type": "time"}
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


class GatheringForm(SharedForm, EntryWords):
    """Plans a gathering or changes one. `based_on` is the version that the form was filled from."""

    unread = frozenset({"link"})

    title = forms.CharField(
        label=_("What happens"),
        max_length=200,
        error_messages={"required": _("Give it a name that people recognise in a calendar.")},
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day as 2027-03-28.")},
    )
    begins = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        error_messages={"required": _("Say when it begins."), "invalid": _("Write the time as 18:30.")},
    )
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        error_messages={"required": _("Say when it ends."), "invalid": _("Write the time as 18:30.")},
    )
    last_day = forms.DateField(
        label=_("Last day, where it is another one"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2027-03-28.")},
    )
    body = forms.CharField(
        label=_("What it is about"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    link = forms.URLField(
        label=_("Link to the room"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("For those who come from afar. Members see it, and whoever says that they are coming."),
        error_messages={"invalid": _("Copy the whole address, such as https://meet.example/our-room.")},
    )
    capacity = forms.IntegerField(
        label=_("How many fit"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Empty: as many as come."),
        error_messages={"invalid": _("Write a whole number, such as 20.")},
    )
    company = forms.IntegerField(
        label=_("Company"),
        required=False,
        min_value=0,
        max_value=20,
        help_text=_("How many each may bring along; they take places too. Empty: none."),
        error_messages={"invalid": _("Write a whole number, such as 2."), "max_value": _("Twenty are the most.")},
    )
    seeks_testers = forms.BooleanField(
        label=_("We look for testers from outside"),
        required=False,
        help_text=_("Say above what they will do. They see this gathering, and what you opened to them; nothing else."),
    )
    audience = AudienceField()
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        person: Person,
        community: Community,
        gathering: Gathering | None = None,
        again: Gathering | None = None,
    ) -> None:
        """`again` is one that was cancelled and is planned on another day: its words come along, its day does not."""
        super().__init__(data, initial=self._first_values(community, gathering, again))
        self.gathering, self.community = gathering, community
        self.zone = gathering.zone if gathering else community.zone
        cast(AudienceField, self.fields["audience"]).offer(
            person, community, entry=gathering.entry if gathering else None
        )
        self.heed_entry(person, community, gathering.entry if gathering else None)
        if again:
            self.initial["audience"] = again.entry.audience

    @classmethod
    def _first_values(
        cls, community: Community, gathering: Gathering | None, again: Gathering | None
    ) -> dict[str, Any]:
        if gathering:
            return cls._values_of(gathering)
        if again:
            return cls._values_of(again) | dict.fromkeys(("day", "last_day", "based_on"))
        return {"place": community.place}

    @staticmethod
    def _values_of(gathering: Gathering) -> dict[str, Any]:
        day, begins = local_parts(gathering.starts_at, gathering.zone)
        last_day, ends = local_parts(gathering.ends_at, gathering.zone)
        return {
            "title": gathering.entry.title,
            "body": gathering.entry.body,
            "day": day,
            "begins": begins,
            "ends": ends,
            "last_day": last_day if last_day != day else None,
            "place": gathering.place,
            "link": gathering.link,
            "capacity": gathering.capacity,
            "company": gathering.company or None,
            "seeks_testers": gathering.seeks_testers,
            "based_on": gathering.entry.version,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        audience = data.get("audience")
        if data.get("seeks_testers") and audience is not None and int(audience) < Audience.COMMONS:
            self.add_error("audience", _("Testers come from outside: let the commons see it, or the open web."))
        day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
        for name in ("day", "last_day"):
            if data.get(name) and not EARLIEST <= data[name] <= LATEST:
                self.add_error(name, _("Choose a day between 1970 and 2199."))
                return data
        if day is None or begins is None or ends is None or "last_day" in self.errors:
            return data
        starts_at = self._moment("begins", day, begins)
        ends_at = self._moment("ends", data.get("last_day") or day, ends, after=starts_at)
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends", _("It has to end after it begins. If it ends on another day, say on which."))
        data["starts_at"], data["ends_at"] = starts_at, ends_at
        return data

    def _moment(self, name: str, day: date, clock_time: time, after: datetime | None = None) -> datetime | None:
        """The moment meant. A time left as it was stays the very moment that it was, also where it comes twice."""
        if self.gathering:
            known = self.gathering.starts_at if name == "begins" else self.gathering.ends_at
            if local_parts(known, self.zone) == (day, clock_time):
                return known
        try:
            return moment_at(day, clock_time, self.zone, after=after)
        except NoSuchTime:
            self.add_error(
                name,
                _("The clocks go forward on that day and jump over this time. Choose one an hour later or earlier."),
            )
            return None

    def fields_of_gathering(self) -> dict[str, Any]:
        """What was typed, as `plan_gathering` and `change_gathering` want it."""
        names = ("title", "body", "starts_at", "ends_at", "place", "link", "capacity", "audience", "seeks_testers")
        return {name: self.cleaned_data[name] for name in names} | {"company": self.cleaned_data["company"] or 0}


class CancelForm(EntryWords):
    """Why a gathering does not take place."""

    reason = forms.CharField(
        label=_("Why, in a sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever meant to come reads it."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person, entry: Entry) -> None:
        super().__init__(data)
        self.heed_entry(person, entry.community, entry)


class ChooseCalendarForm(forms.Form):
    """A calendar file from elsewhere."""

    calendar = forms.FileField(
        label=_("Calendar file"),
        help_text=_("It ends in .ics. Most calendars give you one under “Export”. Up to 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
    )

    def clean_calendar(self) -> Any:
        chosen = self.cleaned_data["calendar"]
        if chosen.size > _MOST_BYTES:
            raise forms.ValidationError(_("This calendar is larger than 1 MB. Please take a smaller part of it."))
        return chosen


class BringForm(EntryWords):
    """What was found in a calendar file, to be written, and who sees what is added."""

    found = forms.CharField(widget=forms.HiddenInput)
    audience = AudienceField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        person: Person,
        community: Community,
        events: Iterable[Event],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.community, self.events = community, [event for event in events if not event.is_cancelled]
        cast(AudienceField, self.fields["audience"]).offer(person, community)
        self.heed_entry(person, community, None)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        if said.get("audience") == Audience.OPEN:
            return True
        # What was taken over before is changed, and reaches as far as it did.
        known = known_by(self.community, self.events)
        before = (known[event.uid].entry for event in self.events if event.uid in known)
        return any(entry.audience == Audience.OPEN for entry in before)

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return [words for event in self.events for words in (event.title, event.body, event.place)]
