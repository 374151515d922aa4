"""The forms of a design: to start one, and the parts of the long one that `sheet.Sheet` puts together."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commonplace.commons.communities.models import Audience, Community, Form, Role
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import words_beside
from commonplace.commons.people.models import Person
from commonplace.commons.people.zones import words_of
from commonplace.ground import clock
from commonplace.ground.text import clean, clean_line
from commonplace.stages.design.document import ON_COMMUNITY
from commonplace.stages.design.forms_of_community import FORMS
from commonplace.stages.design.values import VALUES

_LONGEST = 20_000


class WordsField(forms.CharField):
    """Several lines of somebody's words, without what hides or reorders them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your words"))
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(required=False, max_length=options.pop("max_length", _LONGEST), **options)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").strip()


class LineField(forms.CharField):
    """One line of somebody's words."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


def _number(label: Any, most: int) -> forms.IntegerField:
    wrong = {
        "invalid": _("Write a whole number, such as 12."),
        "min_value": _("Write a whole number, such as 12."),
        "max_value": _("This is more than one community can hold."),
    }
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, error_messages=wrong)


def day_field(label: Any) -> forms.DateField:
    """A day that need not be said."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": _("Write the day as year-month-day, such as 2027-03-14.")},
    )


class StartForm(forms.Form):
    """What it takes to begin: a name, a form, a sentence or two. Everything else can wait."""

    name = LineField(
        label=_("What is it called?"),
        max_length=80,
        error_messages={"required": _("Give it a name. You can change it later.")},
    )
    form = forms.ChoiceField(
        label=_("Which form is nearest?"),
        choices=Form,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the form that is nearest; the last one is for your own words.")},
    )
    own_form = LineField(label=_("In your own words, if none of these fits"), max_length=60, required=False)
    purpose = WordsField(
        label=_("What is it for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence or two, as you would say it to a neighbour."),
    )
    parent = forms.ModelChoiceField(
        label=_("Does it live within another community?"),
        queryset=Community.objects.none(),
        required=False,
        empty_label=_("No, it stands by itself"),
        help_text=_("The members of that one may read its design, to compare notes. You can change this at any time."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = communities_to_start_within(person)
        if parents:
            self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]

    def choices(self) -> list[tuple[Any, Any]]:
        """Each form to choose with the line that explains it."""
        return [(choice, FORMS[str(choice.data["value"])].line) for choice in self["form"]]


def communities_to_start_within(person: Person) -> QuerySet[Community]:
    """The open communities that somebody belongs to as more than a guest."""
    mine = (
        Community.objects.of(person)
        .filter(closed_at=None)
        .exclude(memberships__person=person, memberships__role=Role.GUEST, memberships__left_at=None)
    )
    return mine.only("id", "name", "slug").order_by("name")


class DesignForm(OpenWords):
    """Everything in the document that is not a list."""

    unread = frozenset({"note"})

    need = WordsField()
    purpose = WordsField(max_length=2000)
    who = WordsField()
    included = WordsField()
    form = forms.ChoiceField(label=_("Form"), choices=Form, required=False)
    own_form = LineField(label=_("Its own form, if none of these"), max_length=60, required=False)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    place = LineField(label=_("Place, or “online”"), max_length=200, required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    learners = _number(_("How many learners, at most"), 10_000)
    facilitators = _number(_("How many facilitate"), 1_000)
    hours_needed = _number(_("Hours a week that it takes"), 1_000)
    hours_available = _number(_("Hours a week that you have"), 1_000)
    roles = WordsField()
    tools = WordsField()
    safety = WordsField()
    recruiting = WordsField()
    open_questions = WordsField()
    choose = forms.MultipleChoiceField(
        label=_("Choose from these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_value = LineField(label=_("Or one of your own"), max_length=60, required=False)
    audience = forms.TypedChoiceField(label=_("Who can see this"), coerce=int, required=False)
    to_outer = forms.BooleanField(required=False)
    note = LineField(
        label=_("A word on this revision, for those who follow"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        entry: Entry,
        community: Community,
        person: Person,
        chosen: set[str],
        unnamed: Unnamed,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.community = entry, community
        self.heed_names(unnamed, was_open=entry.audience == Audience.OPEN)
        self.fields["choose"].choices = [(key, key) for key in VALUES if key not in chosen]  # type: ignore[attr-defined]
        self.fields["audience"].choices = _audiences(entry, community, person)  # type: ignore[attr-defined]
        # All zones of the world would be a third of the page; the settings have them.
        near = dict.fromkeys(filter(None, [community.zone, person.zone, "UTC"]))
        self.fields["zone"].choices = [(zone, words_of(zone, clock.now())) for zone in near]  # type: ignore[attr-defined]
        if community.parent:
            self.fields["to_outer"].label = _("Members of %(name)s may read it") % {"name": community.parent.name}
        else:
            del self.fields["to_outer"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        # What a list of choices did not send stays as it is.
        for name in ("form", "zone", "audience"):
            if said.get(name) in (None, ""):
                said.pop(name, None)
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            days = (first - last).days
            self.add_error("ends_on", _WRONG_ORDER % {"days": days})
            # Neither is saved alone: together with the other's old day it could be wrong as well.
            del said["starts_on"]
        if said.get("form") not in (None, Form.OWN):
            said["own_form"] = ""
        return said

    def opens(self, said: dict[str, Any] | None = None) -> bool:
        """Whether strangers read the design once this is saved."""
        if said is None:
            self.is_valid()
            said = self.cleaned_data
        return (said.get("audience") or self.entry.audience) == Audience.OPEN

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return self.opens(said) or self.community.audience == Audience.OPEN

    def words_typed(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Of a design that stays narrower, what stands on the page of its community."""
        opens = self.opens(said)
        return ((name, words) for name, words in super().words_typed(said) if opens or name in ON_COMMUNITY)

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return words_beside([self.entry.pk]) if self.opens(said) and not self._was_open else ()

    def offered(self) -> list[tuple[Any, Any]]:
        """The boxes of the values not chosen yet, each with the value."""
        return [(box, VALUES[str(box.data["value"])]) for box in self["choose"]]


_WRONG_ORDER = ngettext_lazy(
    "This is a day before the first day. Which of the two did you mean otherwise?",
    "This is %(days)s days before the first day. Which of the two did you mean otherwise?",
    "days",
)


def _audiences(entry: Entry, community: Community, person: Person) -> list[tuple[int, Any]]:
    """Who may be let in: at least those who carry the community, at most who sees the community's page."""
    widest = min(int(widest_audience(person)), community.audience)
    labels = {Audience.TEAM: _("those who carry this community")}
    return [
        (level.value, labels.get(level, level.label))
        for level in Audience
        if Audience.TEAM <= level <= widest or level == entry.audience
    ]
