"""The form of gatherings that repeat: how often, until when, and which of the days that this gives."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commonplace.stages.gather.forms import EARLIEST, LATEST, GatheringForm
from commonplace.stages.gather.rhythms import MOST_DAYS, Hours, NoSuchRule, OtherRhythm, Rhythm, rhythm_of
from commonplace.stages.gather.rhythms_said import WEEKDAYS, WHICH

_STEPS = [
    ("", _("Once")),
    ("days", _("By days")),
    ("weeks", _("By weeks")),
    ("months", _("By months")),
    ("years", _("By years")),
]
_MOST_NIGHTS = 31
_SEVERAL = forms.CheckboxSelectMultiple
_WHOLE = _("Write a whole number, such as 2.")


@dataclass(frozen=True)
class Day:
    """A day that the rhythm gives, when it would begin and end, and whether it is to take place."""

    value: str
    starts_at: datetime
    ends_at: datetime
    takes_place: bool


def _has_end(rhythm: Rhythm | OtherRhythm | None) -> bool:
    return bool(rhythm and ("COUNT" in rhythm.rule() or "UNTIL" in rhythm.rule()))


def _ending(rhythm: Rhythm | OtherRhythm, times: int | None, until: date | None) -> Rhythm | OtherRhythm:
    """A rule with the end that was said beside it, in the place of its own."""
    if times:
        return rhythm.so_often(times)
    return rhythm.ending(until) if until else rhythm


class PlanForm(GatheringForm):
    """Plans a gathering, or several: then it comes back once with their days, each with a box to leave it out."""

    unread = GatheringForm.unread | {"rule", "dates"}

    step = forms.ChoiceField(label=_("How often"), choices=_STEPS, required=False)
    every = forms.IntegerField(
        label=_("Every how many"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("1 is every week, 2 every second week, and so on."),
        error_messages={"invalid": _WHOLE},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"),
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=_SEVERAL,
        help_text=_("By weeks and by months. Tick none, and it is that of the first day."),
    )
    which = forms.TypedMultipleChoiceField(
        label=_("Which of them in the month"),
        coerce=int,
        choices=WHICH,
        required=False,
        widget=_SEVERAL,
        help_text=_("By months. Tick none, and it is on the same date each month."),
    )
    times = forms.IntegerField(
        label=_("How many times"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"invalid": _WHOLE},
    )
    until = forms.DateField(
        label=_("Or until this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2027-03-28.")},
    )
    rule = forms.CharField(
        label=_("A rule from a calendar"),
        required=False,
        max_length=300,
        help_text=_(
            "As calendars write it: FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 is the last workday of each month."
        ),
    )
    dates = forms.CharField(
        label=_("Or the days themselves"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, such as 2027-03-28. The day above is the first of them."),
    )
    # What was shown last: its hours, and its days.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def repeats(self) -> bool:
        """Whether more than one is planned, or was meant to be."""
        return any(self.data.get(name, "").strip() for name in ("step", "rule", "dates"))

    @property
    def is_of_another_rhythm(self) -> bool:
        """Whether it was said in one of the ways that few need."""
        return any(self.data.get(name, "").strip() for name in ("rule", "dates"))

    @property
    def rhythm(self) -> Rhythm | OtherRhythm | None:
        """How often it takes place; None where its days were named. Of a form that is valid."""
        said = self.cleaned_data
        if said["dates"]:
            return None
        if said["rule"]:
            return _ending(said["rule"], said["times"], said["until"])
        step, weekdays, which = said["step"], tuple(said["weekdays"]), tuple(said["which"])
        which = which if step == "months" else ()
        has_weekdays = step == "weeks" or bool(which)
        weekdays = (weekdays or (said["day"].weekday(),)) if has_weekdays else ()
        return Rhythm(step, said["every"] or 1, weekdays, which, said["times"], said["until"])

    @property
    def hours(self) -> Hours:
        """From when until when each of them is. Of a form that is valid."""
        said = self.cleaned_data
        nights = ((said["last_day"] or said["day"]) - said["day"]).days
        return Hours(said["begins"], said["ends"], nights, self.zone)

    def fields_of_each(self) -> dict[str, Any]:
        """What was typed and is the same of each of several."""
        fields = self.fields_of_gathering()
        return {name: value for name, value in fields.items() if name not in ("starts_at", "ends_at")}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.repeats and not self.errors:
            self._clean_rhythm(said)
        return said

    def clean_rule(self) -> Rhythm | OtherRhythm | None:
        words = self.cleaned_data["rule"]
        if not words.strip():
            return None
        try:
            return rhythm_of(words)
        except NoSuchRule as failure:
            raise forms.ValidationError(
                _("This is no rule over days that we can read. Copy what stands after RRULE: in a calendar file.")
            ) from failure

    def clean_dates(self) -> list[date]:
        words = self.cleaned_data["dates"].replace(",", " ").split()
        try:
            days = [date.fromisoformat(word) for word in words]
        except ValueError as failure:
            raise forms.ValidationError(_("Write each day as 2027-03-28.")) from failure
        if not all(EARLIEST <= day <= LATEST for day in days):
            raise forms.ValidationError(_("Choose days between 1970 and 2199."))
        return sorted(set(days))

    def _clean_rhythm(self, said: dict[str, Any]) -> None:
        if self.hours.nights > _MOST_NIGHTS:
            self.add_error("last_day", _("What repeats lasts a month at most, each time."))
        elif sum(bool(said[name]) for name in ("step", "rule", "dates")) > 1:
            self.add_error("rule" if said["rule"] else "dates", _("Say in one way only how often it takes place."))
        elif said["dates"] and (said["times"] or said["until"]):
            self.add_error("dates", _("These days are all that there are. Leave out how many times, and until when."))
        elif not said["dates"] and not said["times"] and not said["until"] and not _has_end(said["rule"]):
            self.add_error("times", _("Say how many times, or until which day."))
        elif said["times"] and said["until"]:
            self.add_error("times", _("Say one of the two: how many times, or until which day."))
        elif said["until"] and not EARLIEST <= said["until"] <= LATEST:
            self.add_error("until", _("Choose a day between 1970 and 2199."))
        elif said["step"] == "months" and said["weekdays"] and not said["which"]:
            self.add_error("which", _("Say which of these weekdays: the first, the last, or others."))
        else:
            self._clean_days(self._given)

    def _clean_days(self, days: list[date]) -> None:
        ends = [name for name in ("dates", "times", "until", "rule") if self.cleaned_data[name]]
        end = ends[0]
        if not days:
            self.add_error(end, _("No day is left like this. Choose a later one to end with."))
        elif len(days) > MOST_DAYS:
            words = ngettext_lazy("", "That makes more than %(count)s gatherings. Choose an earlier day.", MOST_DAYS)
            self.add_error(end, words % {"count": MOST_DAYS})
        elif days[-1] > LATEST:
            self.add_error(end, _("Choose a day between 1970 and 2199."))
        elif self.is_shown and not self.days_chosen:
            self.add_error(None, _("Leave a tick at one of the days, at least."))

    @cached_property
    def _given(self) -> list[date]:
        first, rhythm = self.cleaned_data["day"], self.rhythm
        return rhythm.days(first) if rhythm else sorted({first, *self.cleaned_data["dates"]})

    @property
    def knows_days(self) -> bool:
        """Whether all that the days are made of was said well."""
        return self.repeats and set(self.errors) <= {NON_FIELD_ERRORS}

    @property
    def as_shown(self) -> str:
        """The days as the page carries them."""
        hours = self.hours
        days = " ".join(day.isoformat() for day in self._given)
        return f"{hours.begins:%H:%M} {hours.ends:%H:%M} {hours.nights}, {days}"

    @property
    def is_shown(self) -> bool:
        """Whether these very days were before the eyes of whoever sends the form."""
        return self.cleaned_data["shown"] == self.as_shown

    @property
    def days_chosen(self) -> list[date]:
        """The days of the rhythm but those that were left out."""
        ticked = set(self.data.getlist("takes_place"))  # type: ignore[attr-defined]
        before = set(self.cleaned_data["shown"].partition(", ")[2].split())
        return [day for day in self._given if day.isoformat() in ticked or day.isoformat() not in before]

    @property
    def said_of_days(self) -> list[tuple[str, str]]:
        """What was shown and ticked before, for a page that cannot show the days."""
        names = ("shown", "takes_place")
        return [(name, value) for name in names for value in self.data.getlist(name)] if self.repeats else []  # type: ignore[attr-defined]

    @property
    def days(self) -> list[Day]:
        """What is shown before anything is planned."""
        hours, chosen = self.hours, set(self.days_chosen)
        return [Day(day.isoformat(), *hours.on(day), day in chosen) for day in self._given]
