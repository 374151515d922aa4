"""The form of a call, with its questions, and the form of an answer to one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities import opening
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.local_time import local_parts, nearest_moment
from commonplace.ground.text import clean_line
from commonplace.stages.recruit.models import OFFER_HOURS, Call, CallQuestion, words_of_call

MOST_QUESTIONS = 12
_SPARE_LINES = 2
# How seats are given.
FIRST, READ, LOT = "first", "read", "lot"
# Stands for leaving the page of the community as narrow as it is.
LEAVE = "leave"


def lines_asked(given: Any) -> int:
    """For how many questions the form has lines; whatever makes no sense counts as a few to spare."""
    written = str(given or "")
    known = written.isascii() and written.isdigit() and len(written) < 4
    return min(int(written), MOST_QUESTIONS) if known else _SPARE_LINES


class CallForm(OpenWords):
    """A call. Days are those of the community's zone: it opens as the first begins and closes as the last ends."""

    words = forms.CharField(
        label=_("What you would say to somebody at the door"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 4000}),
        max_length=4000,
        error_messages={"required": _("Say in a few words whom you look for, and what they will find.")},
    )
    seats = forms.IntegerField(
        label=_("How many seats there are"),
        min_value=1,
        max_value=500,
        error_messages={
            "required": _("Say how many people you have room for."),
            "invalid": _("Write a whole number, such as 12."),
        },
    )
    seats_go = forms.ChoiceField(
        label=_("How a seat is given"),
        widget=forms.RadioSelect,
        choices=[
            (FIRST, _("To whoever answers first, at once")),
            (READ, _("By one of you, who reads each answer first")),
            (LOT, _("By lot, among all who answer until the last day is over")),
        ],
        initial=FIRST,
        error_messages={"required": _("Choose one of the three.")},
    )
    offer_hours = forms.IntegerField(
        label=_("For how many hours an offered seat is held"),
        required=False,
        min_value=1,
        max_value=336,
        help_text=_("A seat that is given up is offered to the next in line. Empty: 24 hours."),
        error_messages={
            "invalid": _("Write a whole number of hours, such as 24."),
            "min_value": _("Give people an hour at least."),
            "max_value": _("Two weeks, which are 336 hours, are the longest."),
        },
    )
    opens_on = forms.DateField(
        label=_("Opens on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: at once."),
    )
    closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until you end it."),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, community: Community, by: Person, call: Call | None, **more: Any
    ) -> None:
        initial = {**self._first_values(community, call), **more.pop("initial", {})}
        super().__init__(data, initial=initial, **more)
        self.community, self.call = community, call
        self._ticks: dict[str, forms.BooleanField] = {}
        self._add_lines((data or initial).get("lines"))
        if community.audience < Audience.COMMONS:
            self._ask_to_widen(by)
        is_open = community.audience == Audience.OPEN
        self.heed_names(Unnamed(by, community), was_open=is_open and call is not None)

    @staticmethod
    def _first_values(community: Community, call: Call | None) -> dict[str, Any]:
        if call is None:
            return {"seats": 12, "offer_hours": OFFER_HOURS, "lines": _SPARE_LINES}
        questions = list(call.questions.filter(is_asked=True))
        values: dict[str, Any] = {
            "words": call.words,
            "seats": call.seats,
            "seats_go": LOT if call.draws_lots else READ if call.asks_approval else FIRST,
            "offer_hours": call.offer_hours,
            "opens_on": local_parts(call.opens_at, community.zone)[0],
            "closes_on": local_parts(call.closes_at - timedelta(seconds=1), community.zone)[0]
            if call.closes_at
            else None,
            "based_on": call.version,
            "lines": len(questions) + _SPARE_LINES,
        }
        for place, question in enumerate(questions):
            values[f"question_{place}"], values[f"required_{place}"] = question.words, question.is_required
        return values

    def _add_lines(self, asked: Any) -> None:
        """A line for each question, and some to spare; how many there are is carried in the form itself."""
        self.lines = lines_asked(asked)
        for place in range(self.lines):
            self.fields[f"question_{place}"] = forms.CharField(
                label=_("Question %(number)s") % {"number": place + 1}, required=False, max_length=200
            )
            self.fields[f"required_{place}"] = forms.BooleanField(label=_("Everybody has to answer it"), required=False)

    def _ask_to_widen(self, by: Person) -> None:
        widest = widest_audience(by)
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who can see this"),
            help_text=_(
                "So far only members can open your community’s page, so nobody else would find this call. "
                "Shall more people see it?"
            ),
            widget=forms.RadioSelect,
            choices=[
                (str(Audience.COMMONS.value), _("This commons: everybody who has an account here")),
                *([(str(Audience.OPEN.value), _("The open web: everybody"))] if widest >= Audience.OPEN else []),
                (LEAVE, _("Leave it: we hand the address to people ourselves, once they are let in")),
            ],
            error_messages={"required": _("Choose who may see the page of your community, and with it this call.")},
        )
        self._ticks = opening.ticks(self.community, by)
        self.fields.update(self._ticks)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return self.community.audience == Audience.OPEN or said.get("audience") == str(Audience.OPEN.value)

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        """With the page what it says, and what stands on it; without the words of the call that are replaced."""
        if self.community.audience == Audience.OPEN:
            return []
        along = [*opening.words_said(self.community), *opening.words_opened(self.community, said)]
        return [words for words in along if words not in set(words_of_call(self.community))]

    def companions(self) -> list[Any]:
        """The boxes of what can be opened along with the community's page, where that is to be widened."""
        return [self[name] for name in self._ticks]

    @property
    def question_lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"question_{place}"], self[f"required_{place}"]) for place in range(self.lines)]

    @property
    def may_have_more_lines(self) -> bool:
        return self.lines < MOST_QUESTIONS

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day lies before the first. Choose a later one."))
        elif closes and closes != self.initial.get("closes_on") and self._end_of(closes) <= clock.now():
            self.add_error("closes_on", _("This day is over. Choose a later one, or leave it empty."))
        elif data.get("seats_go") == LOT and not closes and "closes_on" not in self.errors:
            self.add_error("closes_on", _("Say which day is the last: seats are drawn when it is over."))
        self._keep_to_the_lot(data.get("seats_go"))
        return data

    def _keep_to_the_lot(self, chosen: str | None) -> None:
        """Whoever answered was told how seats are given: whether by lot or not stays as it is."""
        was = self.initial.get("seats_go")
        if self.call and chosen and chosen != was and LOT in {chosen, was} and self.call.applications.exists():
            self.add_error(
                "seats_go", _("People have answered already, and were told how seats are given. Leave it so.")
            )

    def fields_of_call(self) -> dict[str, Any]:
        """What was typed, as `open_call` and `change_call` want it."""
        data = self.cleaned_data
        fields: dict[str, Any] = {
            "words": data["words"],
            "seats": data["seats"],
            "asks_approval": data["seats_go"] == READ,
            "draws_lots": data["seats_go"] == LOT,
            "offer_hours": data["offer_hours"] or OFFER_HOURS,
            "questions": [
                (data[f"question_{place}"], data[f"required_{place}"])
                for place in range(self.lines)
                if clean_line(data.get(f"question_{place}") or "")
            ],
        }
        # A day left as it was keeps the very moment, also where the community has gone over to other clocks since.
        if data["opens_on"] and data["opens_on"] != self.initial.get("opens_on"):
            fields["opens_at"] = self._start_of(data["opens_on"])
        if data["closes_on"] != self.initial.get("closes_on"):
            fields["closes_at"] = self._end_of(data["closes_on"]) if data["closes_on"] else None
        return fields

    def _start_of(self, day: Any) -> datetime:
        return nearest_moment(day, time(0), self.community.zone)

    def _end_of(self, day: Any) -> datetime:
        """The last second of the day, so that pages name this day as the last and not the midnight of the next."""
        return self._start_of(day + timedelta(days=1)) - timedelta(seconds=1)


class AnswerForm(forms.Form):
    """An answer to a call: a field for each question, and the norms."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, questions: Iterable[CallQuestion], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = forms.CharField(
                label=format_html("<bdi>{}</bdi>", question.words),
                required=question.is_required,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Please answer this one: they ask it of everybody.")},
            )
        self.fields["agrees"] = forms.BooleanField(
            label=_("I have read these norms, and I will hold to them"),
            error_messages={"required": _("To come in, read the norms and tick this.")},
        )

    def answers(self) -> dict[int, str]:
        """What was typed, by the id of the question."""
        return {question.pk: self.cleaned_data.get(f"answer_{question.pk}", "") for question in self.questions}


class ReplyForm(forms.Form):
    """A decision on an answer, with a few words."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("waitlist", ""), ("decline", "")])
    reply = forms.CharField(
        label=_("A few words to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Please keep it to 500 characters.")},
    )
