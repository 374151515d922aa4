"""The form of who hosts a gathering, who comes from elsewhere, and what one can read on it."""

import json
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.commons.entries.merging import marks_of, merge_text, read_marks
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.people.forms import TickedField
from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.actions import MOST_GUESTS
from commonplace.stages.room.models import Room

_MOST_RESOURCES = 40


class VoicesForm(EntryWords):
    """Who hosts a gathering, who comes from elsewhere, and what one can read on it."""

    hosts = TickedField(
        label=gettext_lazy("Who hosts it"),
        required=False,
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    guests = forms.CharField(
        label=gettext_lazy("Guests from elsewhere"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One on each line: a name, then a comma and who they are. Ask them first, and name nobody under 18."
        ),
    )
    resources = TickedField(
        label=gettext_lazy("What one can read, hear or see on it"),
        required=False,
        queryset=Entry.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, person: Person, room: Room, members: QuerySet[Person]) -> None:
        gathering = room.gathering
        voices = list(gathering.voices.all())
        named = list(room.resources.values_list("pk", flat=True)) if room.pk else []
        guests = [", ".join(part for part in (one.name, one.about) if part) for one in voices if not one.person_id]
        hosts = [one.person_id for one in voices if one.person_id]
        super().__init__(data, initial={"hosts": hosts, "guests": "\n".join(guests), "resources": named})
        self.heed_entry(person, gathering.entry.community, gathering.entry)
        self.fields["hosts"].queryset = members  # type: ignore[attr-defined]
        offered = Entry.objects.visible_to(person).of_kind("resource").filter(community=gathering.entry.community)
        newest = offered.filter(shared_at__isnull=False).newest_first().values_list("pk", flat=True)[:_MOST_RESOURCES]
        # What is named already stays a choice, however old.
        choices = {*newest, *offered.filter(pk__in=named).values_list("pk", flat=True)}
        self.fields["resources"].queryset = Entry.objects.filter(pk__in=choices).newest_first()  # type: ignore[attr-defined]
        self._standing: dict[str, list[str]] = {
            "hosts": [str(key) for key in hosts],
            "resources": [str(key) for key in named if key in choices],
            "guests": guests,
        }
        # Named by somebody who sees more: it is no choice here, and stays.
        self.kept = Entry.objects.filter(pk__in=set(named) - choices)
        # Both changed one guest: these are theirs, to be shown beside what was typed.
        self.theirs: list[str] = []

    @property
    def marks(self) -> str:
        """What stands now, for the page to carry."""
        return json.dumps(self._standing | marks_of({"guests": tuple(self._standing["guests"])}))

    def bring_together(self) -> None:
        """Take into what was typed what others changed since the form was opened. Where both changed one guest, `theirs` says so."""
        typed = cast(QueryDict, self.data).copy()
        was = read_marks(typed.get("marks", ""))
        for name in ("hosts", "resources"):
            if name in was:
                sent, before, now = (
                    list(dict.fromkeys(some)) for some in (typed.getlist(name), was[name], self._standing[name])
                )
                added = [key for key in sent if key not in before and key not in now]
                typed.setlist(name, [key for key in now if key in sent or key not in before] + added)
        if "guests" in was:
            lines = tuple(line.strip() for line in typed.get("guests", "").splitlines() if line.strip())
            said, is_clash = merge_text(was["guests"], lines, tuple(self._standing["guests"]))
            typed["guests"] = "\n".join(said)
            self.theirs = self._standing["guests"] if is_clash else []
        self.data = typed

    def clean_guests(self) -> str:
        words = str(self.cleaned_data["guests"])
        lines = [line for line in words.splitlines() if line.strip()]
        if len(lines) > MOST_GUESTS:
            raise forms.ValidationError(_("These are more than %(count)s guests."), params={"count": MOST_GUESTS})
        for number, line in enumerate(lines, 1):
            name, _comma, about = line.partition(",")
            if not name.strip() or len(name.strip()) > 80 or len(about.strip()) > 200:
                told = {"number": number}
                raise forms.ValidationError(
                    _("Line %(number)s: a name of at most 80 characters, a comma, and at most 200 on who they are."),
                    params=told,
                )
        return words

    def guests_named(self) -> list[tuple[str, str]]:
        """Each guest's name, and who they are."""
        lines = (line.partition(",") for line in self.cleaned_data["guests"].splitlines() if line.strip())
        return [(name.strip(), about.strip()) for name, _comma, about in lines]


def members_to_host(gathering: Gathering) -> QuerySet[Person]:
    """The members of a gathering's community, by name."""
    here = {"memberships__community": gathering.entry.community, "memberships__left_at": None, "left_at": None}
    return Person.objects.filter(**here).order_by("display_name", "pk")
