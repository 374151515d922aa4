"""Forms of one gathering that may reach its later ones: changing it, and cancelling it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.people.models import Person
from commonplace.stages.gather.forms import CancelForm, GatheringForm
from commonplace.stages.gather.models import Gathering


class _Reaching(EntryWords):
    """A form that asks, where there are later ones, whether it means them as well."""

    reach = forms.ChoiceField(label=_("Which of them"), widget=forms.RadioSelect, initial="one")

    def __init__(self, *args: Any, later: list[Gathering], **named: Any) -> None:
        super().__init__(*args, **named)
        self.later = later
        if not later:
            del self.fields["reach"]
            return
        words = ngettext("This one and the later one", "This one and the %(count)s later ones", len(later))
        choices = [("one", _("Only this one")), ("later", words % {"count": len(later)})]
        self.fields["reach"].choices = choices  # type: ignore[attr-defined]

    @property
    def reaches_later(self) -> bool:
        """Whether the later ones are meant as well. Of a form that is valid."""
        return self.cleaned_data.get("reach") == "later"

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        if said.get("reach") == "later" and any(one.entry.audience == Audience.OPEN for one in self.later):
            return True
        return super().is_read_openly(said)


class DeleteSeriesForm(forms.Form):
    """How many of a series are deleted."""

    reach = forms.ChoiceField(label=_("Which of them"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, later: list[Gathering], every: list[Gathering]) -> None:
        super().__init__(data, initial={"reach": "later"})
        this_and_later = ngettext("Only this one", "This one and its later ones, %(count)s in all", len(later))
        all_of_them = ngettext("The only one", "All of them, %(count)s, those that were too", len(every))
        choices = [("later", this_and_later % {"count": len(later)}), ("all", all_of_them % {"count": len(every)})]
        self.fields["reach"].choices = choices  # type: ignore[attr-defined]


class ChangeGatheringForm(_Reaching, GatheringForm):
    """Changes a gathering, or it and its later ones alike."""


def as_stands(gathering: Gathering) -> str:
    """Its reminders as a form carries them, to find whether somebody else changed their times or their words meanwhile."""
    stands = f"{sorted(gathering.remind_before)} {gathering.reminder}"
    return hashlib.sha256(stands.encode()).hexdigest()[:32]


class RemindersForm(_Reaching, EntryWords):
    """When those who come are reminded, and what they read with it. `stood` is what the form was filled from."""

    remind_before = forms.TypedMultipleChoiceField(
        label=_("When they go out"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (7 * 24 * 60, _("A week before")),
            (2 * 24 * 60, _("Two days before")),
            (24 * 60, _("A day before")),
            (2 * 60, _("Two hours before")),
            (30, _("Half an hour before")),
        ],
        help_text=_("None ticked: nobody is reminded."),
    )
    reminder = forms.CharField(
        label=_("A few words of yours"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What to bring, how to get in. When and where it is stands in the letter anyway."),
        error_messages={"max_length": _("Please keep it to 2000 characters.")},
    )
    stood = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, person: Person, gathering: Gathering, later: list[Gathering]
    ) -> None:
        stands = {"remind_before": gathering.remind_before, "reminder": gathering.reminder}
        super().__init__(data, initial={**stands, "stood": as_stands(gathering)}, later=later)
        self.heed_entry(person, gathering.entry.community, gathering.entry)


class CancelGatheringForm(_Reaching, CancelForm):
    """Why a gathering, or it and its later ones, do not take place."""
