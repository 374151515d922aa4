"""The form by which a community's dates move: how far, and on the clocks of which zone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.commons.people.zones import ZoneField
from commonplace.stages.gather.forms import EARLIEST, LATEST
from commonplace.stages.gather.moving import Move, Shift, first_day_that_moves, gatherings_that_move, what_moves

_MOST_DAYS = 3660
# What begins by the first of two ends by the second.
_SPANS = [("starts_on", "ends_on"), ("opens_at", "closes_at")]
_DAYS_IN = {"weeks later": 7, "days later": 1, "weeks earlier": -7, "days earlier": -1}
_UNITS = [
    ("weeks later", _("weeks later")),
    ("days later", _("days later")),
    ("weeks earlier", _("weeks earlier")),
    ("days earlier", _("days earlier")),
]


class MoveDatesForm(forms.Form):
    """Moves by so many days or weeks or to a new first day, and to another zone. It comes back once with what moves."""

    number = forms.IntegerField(
        label=_("By how many"),
        required=False,
        min_value=1,
        max_value=_MOST_DAYS,
        error_messages={"invalid": _("Write a whole number, such as 2.")},
    )
    unit = forms.ChoiceField(label=_("Days or weeks"), choices=_UNITS)
    first_day = forms.DateField(
        label=_("Or to a new first day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2027-03-28.")},
    )
    zone = ZoneField(label=_("On the clocks of"))
    stays = forms.ChoiceField(
        label=_("What stays?"),
        widget=forms.RadioSelect,
        initial="hours",
        choices=[
            ("hours", _("The hours: what begins at half past six begins at half past six on those clocks.")),
            ("moments", _("The moments: it begins when it would have begun, whatever those clocks show.")),
        ],
    )
    # How far what was shown last moves.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person, community: Community) -> None:
        super().__init__(data, initial={"zone": community.zone})
        self.person, self.community = person, community
        gatherings = gatherings_that_move(community, person)
        zones = {one.zone for one in gatherings}
        self.names_other_clocks = bool(zones - {self["zone"].value()}) or self["zone"].value() != community.zone
        self.first_now = first_day_that_moves(community, gatherings)
        cast(ZoneField, self.fields["zone"]).put_first(community.zone)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        first_day, number = said["first_day"], said["number"]
        if first_day and number:
            self.add_error("number", _("Say one of the two: by how many, or the new first day."))
        elif first_day and not EARLIEST <= first_day <= LATEST:
            self.add_error("first_day", _("Choose a day between 1970 and 2199."))
        elif first_day and self.first_now is None:
            self.add_error("first_day", _("There is no first day yet from which to count."))
        elif abs(self.shift.days) > _MOST_DAYS:
            self.add_error("first_day", _("That is more than ten years away. Choose a nearer day."))
        elif not self.moves:
            self.add_error("number", _("Nothing moves like this. Say by how many, or choose other clocks."))
        elif any(_latest(move) > LATEST for move in self.moves):
            self.add_error("number", _("Choose a day between 1970 and 2199."))
        return said

    @cached_property
    def shift(self) -> Shift:
        """How far, and on which clocks. Of a form whose fields were said well."""
        said = self.cleaned_data
        days = (said["number"] or 0) * _DAYS_IN[said["unit"]]
        if said["first_day"] and self.first_now:
            days = (said["first_day"] - self.first_now).days
        return Shift(days, said["zone"], keeps_moments=said["stays"] == "moments")

    @cached_property
    def moves(self) -> list[Move]:
        """What would move. Of a form whose fields were said well."""
        return what_moves(self.community, self.person, self.shift)

    def looked_at_again(self) -> "MoveDatesForm":
        """The form as it is by now: what it moves is found anew."""
        self.__dict__.pop("moves", None)
        return self

    @property
    def as_shown(self) -> str:
        """How far it moves, as the page carries it."""
        return f"{self.shift.days} {self.shift.zone} {self.shift.keeps_moments}"

    @property
    def chosen(self) -> list[str]:
        """What was ticked, as it was shown; at first all that can move."""
        if self.cleaned_data["shown"] != self.as_shown:
            return [move.as_shown for move in self.moves if not move.is_past]
        return self.data.getlist("moves")  # type: ignore[attr-defined]

    @property
    def ends_before_it_begins(self) -> bool:
        """Whether the last day would lie before the first, or the call close before it opens, with only what was ticked moved."""
        chosen = self.chosen
        then = {move.key: move.becomes if move.as_shown in chosen else move.was for move in self.moves}
        return any(last in then and then[last] < then.get(first, then[last]) for first, last in _SPANS)


def _latest(move: Move) -> date:
    days = [one.date() if isinstance(one, datetime) else one for one in move.becomes]
    return max(days, default=EARLIEST) + timedelta(days=1)
