"""The design document as one long form: what stands in it, what somebody typed, and more empty lines where asked for.

Rows are told apart by tokens that the form carries (`card=0&card=3`), so that a row can be added or taken out without
renaming the others; nothing that was typed is lost by it, and no script is needed.
"""

from functools import cached_property
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.entries.search import strings
from commonplace.commons.people.models import Person
from commonplace.stages.design.document import FIELDS, ON_COMMUNITY, Document, document_of, written
from commonplace.stages.design.forms import DesignForm
from commonplace.stages.design.forms_of_rows import DayForm, PredictionsForm, RowForm, ValueForm
from commonplace.stages.design.lists import MOST_DAYS, MOST_PRACTICES, MOST_PREDICTIONS, MOST_VALUES
from commonplace.stages.design.models import Design
from commonplace.stages.design.values import VALUES, known_name

RowOf = TypeVar("RowOf", bound=RowForm)

MOST = {"card": MOST_VALUES, "day": MOST_DAYS}


class Card:
    """A chosen value in the form."""

    def __init__(self, token: str, form: ValueForm) -> None:
        self.token, self.form = token, form
        self.key = str(form["key"].value() or "")
        self.value = VALUES.get(self.key)
        self.name = known_name(self.key, str(form["own_name"].value() or ""))


class Sheet:
    """The form of one design, as it stands, or with what `person` typed into it."""

    def __init__(self, design: Design, person: Person, data: QueryDict | None = None) -> None:
        self.design, self.person = design, person
        self.standing = document_of(design)
        self.standing["audience"] = int(design.entry.audience)
        if design.community.parent_id:
            self.standing["to_outer"] = design.entry.opened_to_id == design.community.parent_id
        self.was_open = self.standing["audience"] == Audience.OPEN
        self.unnamed = Unnamed(person, design.community)
        self.focus = ""
        self.is_typed = data is not None
        self.data = data.copy() if data is not None else QueryDict(mutable=True)
        if self.is_typed:
            self._take_chosen_values(self.data)

    # What somebody asks for by a button.

    def add(self, what: str) -> None:
        """One more empty line: `practice:<card>`, `day`, `prediction`; `value` has been taken in already."""
        kind, _colon, token = what.partition(":")
        if kind == "practice" and token in self._tokens("card"):
            self._one_more(f"card-{token}-practice", MOST_PRACTICES)
        elif kind == "prediction":
            self._one_more("prediction", MOST_PREDICTIONS)
        elif kind == "day":
            token = self._new_token("day")
            self.data[f"day-{token}-minutes"] = "90"
            self.focus = f"day-{token}-title"

    def take_out(self, what: str) -> None:
        """One row less: `card:<token>` or `day:<token>`."""
        kind, _colon, token = what.partition(":")
        if kind in MOST:
            self.data.setlist(kind, [other for other in self.data.getlist(kind) if other != token])

    def _one_more(self, name: str, most: int) -> None:
        lines = max(self._lines(name, most), 1)
        if lines < most:
            self.data[f"{name}_{lines - 1}"] = self.data.get(f"{name}_{lines - 1}", "")
            self.data[f"{name}_{lines}"] = ""
            self.focus = f"{name}_{lines}"

    def _new_token(self, kind: str) -> str:
        tokens = self._tokens(kind)
        token = str(max([int(token) for token in tokens], default=-1) + 1)
        if len(tokens) < MOST[kind]:
            self.data.appendlist(kind, token)
        return token

    def _take_chosen_values(self, data: QueryDict) -> None:
        standing = {data.get(f"card-{token}-key", "") for token in self._tokens("card")}
        own = data.get("own_value", "").strip()
        for key in [key for key in data.getlist("choose") if key in VALUES and key not in standing] + (
            [""] if own else []
        ):
            token = self._new_token("card")
            data[f"card-{token}-key"], data[f"card-{token}-own_name"] = key, "" if key else own
            self.focus = f"card-{token}-practice_0"
        data.setlist("choose", [])
        data["own_value"] = ""

    # Rows.

    def _tokens(self, kind: str) -> list[str]:
        if not self.is_typed:
            rows = self.standing["values" if kind == "card" else "arc"]
            return [str(place) for place in range(len(rows))]
        tokens = [token for token in self.data.getlist(kind) if token.isascii() and token.isdigit() and len(token) < 5]
        return list(dict.fromkeys(tokens))[: MOST[kind]]

    def _lines(self, name: str, most: int) -> int:
        return next((place for place in range(most) if f"{name}_{place}" not in self.data), most)

    @cached_property
    def cards(self) -> list[Card]:
        """The chosen values."""
        return [Card(token, self._card_form(token)) for token in self._tokens("card")]

    def _card_form(self, token: str) -> ValueForm:
        prefix = f"card-{token}"
        if self.is_typed:
            lines = self._lines(f"{prefix}-practice", MOST_PRACTICES)
            return self._heeding(ValueForm(self.data, prefix=prefix, lines=max(lines, 1)))
        value = self.standing["values"][int(token)]
        practices = {f"practice_{place}": words for place, words in enumerate(value["practices"])}
        return ValueForm(prefix=prefix, lines=max(len(practices), 1), initial={**value, **practices})

    @cached_property
    def days(self) -> list[tuple[str, DayForm]]:
        """The days of the arc, each with its token; one empty row where there is none."""
        if self.is_typed:
            return [(token, self._heeding(DayForm(self.data, prefix=f"day-{token}"))) for token in self._tokens("day")]
        rows = self.standing["arc"] or [{"minutes": 90}]
        return [(str(place), DayForm(prefix=f"day-{place}", initial=row)) for place, row in enumerate(rows)]

    @cached_property
    def predictions(self) -> PredictionsForm:
        """What is expected; one empty line where nothing is."""
        if self.is_typed:
            return self._heeding(PredictionsForm(self.data, lines=max(self._lines("prediction", MOST_PREDICTIONS), 1)))
        lines = self.standing["predictions"]
        return PredictionsForm(
            lines=max(len(lines), 1), initial={f"prediction_{place}": words for place, words in enumerate(lines)}
        )

    @cached_property
    def main(self) -> DesignForm:
        """Everything that is not a list."""
        return DesignForm(
            self.data if self.is_typed else None,
            initial=self.standing,
            entry=self.design.entry,
            community=self.design.community,
            person=self.person,
            chosen={card.key for card in self.cards},
            unnamed=self.unnamed,
        )

    def _heeding(self, form: RowOf) -> RowOf:
        form.heed_names(self.unnamed, was_open=self.was_open)
        form.opens, form.stands = lambda: self.main.opens(), self._standing_lines
        return form

    @cached_property
    def _standing_lines(self) -> frozenset[str]:
        return frozenset(strings(self.standing))

    def forms(self) -> list[Any]:
        """Every form on the sheet, in the order of the page."""
        return [self.main, *(card.form for card in self.cards), *(form for _token, form in self.days), self.predictions]

    def wrong(self) -> list[Any]:
        """The fields in which something cannot be saved."""
        return [bound for form in self.forms() for bound in form if bound.errors]

    def put_focus(self) -> None:
        """Let the page open at the line that was just added."""
        for form in self.forms():
            for bound in form:
                if bound.html_name == self.focus:
                    bound.field.widget.attrs["autofocus"] = True

    # What was typed.

    @cached_property
    def typed(self) -> Document:
        """The document as typed. Where something typed cannot be saved, what stands there already is in its place."""
        for form in self.forms():
            form.is_valid()
        if not self.was_open and self.main.opens() and any(form.held_back for form in self.forms()):
            self.main.add_error("audience", _("It is opened once nobody under 18 is named in it."))
        main = {**self.standing, **self._kept(self.main)}
        typed = {name: written(main[name]) for name in FIELDS}
        typed |= {name: main[name] for name in ("audience", "to_outer") if name in self.standing}
        typed["values"] = [value for value in map(self._typed_value, self.cards) if value["key"] or value["own_name"]]
        typed["arc"] = [row for row in (self._typed_day(form) for _token, form in self.days) if row["title"]]
        lines = self._kept(self.predictions)
        typed["predictions"] = [line for name in self.predictions.fields if (line := lines.get(name))]
        return typed

    def _kept(self, form: OpenWords) -> dict[str, Any]:
        """What a form says. Who is named in it stays where strangers do not read it, and where it stood already."""
        is_narrow = self.standing["audience"] < Audience.OPEN
        on_page = ON_COMMUNITY if self.design.community.audience == Audience.OPEN and form is self.main else ()
        held = {
            name: words
            for name, words in form.held_back.items()
            if name != "audience" and ((is_narrow and name not in on_page) or words in self._standing_lines)
        }
        return held | form.cleaned_data

    def _typed_value(self, card: Card) -> dict[str, Any]:
        said = self._kept(card.form)
        practices = [words for place in range(card.form.lines) if (words := said.get(f"practice_{place}"))]
        return {
            "key": card.key if card.value else "",
            "own_name": "" if card.value else said.get("own_name", ""),
            "practices": practices,
        }

    def _typed_day(self, form: DayForm) -> dict[str, Any]:
        standing = {row["id"]: row for row in self.standing["arc"]}
        said = self._kept(form)
        row = standing.get(said.get("id")) or {
            "id": None,
            "title": "",
            "words": "",
            "on": None,
            "starts": None,
            "minutes": 90,
            "offset": None,
        }
        typed = {**row, **{name: written(value) for name, value in said.items() if name != "id"}}
        typed["minutes"] = typed["minutes"] or 90
        return typed
