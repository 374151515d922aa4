"""Forms of collections: beginning one, putting something in, and saying why it is there."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.forms import EntryForm
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.forms import TickedField
from commonplace.commons.people.models import Person
from commonplace.edges.collections.reading import Seen
from commonplace.edges.collections.rules import may_choose
from commonplace.ground import ids

_ADDRESS = re.compile(r"/e/([^/]+)/")


class CollectionForm(EntryForm):
    """A new collection: what holds it together, and who curates it along."""

    co_authors = TickedField(
        Person.objects.none(),
        label=_("Who puts it together with you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, person: Person, community: Community | None) -> None:
        super().__init__(data, person=person, community=community)
        self.fields["title"].required = True
        self.fields["title"].help_text = _("A theme, a question, a season: whatever holds it together.")
        self.fields["title"].error_messages["required"] = _("Give it a title.")
        if community is None:
            del self.fields["co_authors"]
            return
        here = Person.objects.shown_to(person).filter(memberships__community=community, memberships__left_at=None)
        people: Any = self.fields["co_authors"]
        people.queryset = here.exclude(pk=person.pk).distinct().order_by("display_name", "pk")
        if not people.queryset.exists():
            del self.fields["co_authors"]


class ChoiceForm(EntryWords):
    """Something to put into a collection, and why."""

    what = forms.CharField(
        label=_("The address of its page"),
        max_length=500,
        help_text=_("Anything on this commons that you can see. Copy its address from the top of your browser."),
        error_messages={"required": _("Say which page it is.")},
    )
    reason = forms.CharField(
        label=_("Why it is here"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    unread = frozenset({"what"})

    def __init__(self, data: Any = None, *, person: Person, entry: Entry, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.person = person
        self.heed_entry(person, entry.community, entry)

    def clean_what(self) -> Entry:
        found = _ADDRESS.search(urlsplit(self.cleaned_data["what"].strip()).path)
        entry = entry_to_choose(self.person, found[1] if found else "")
        if entry is None or (self.entry and entry.pk == self.entry.pk):
            raise forms.ValidationError(
                _("No page that you can see has this address. It looks like %(address)s.") % {"address": "/e/…/"}
            )
        return entry


def entry_to_choose(person: Person, written: str) -> Entry | None:
    """The entry with this number, as an address writes it, if this person may put it into a collection."""
    try:
        key = ids.read(written)
    except ValueError:
        return None
    entry = Entry.objects.visible_to(person).filter(pk=key).first()
    return entry if entry is not None and may_choose(person, entry) else None


class ReasonsForm(SharedForm, EntryWords):
    """Why each thing is in a collection, as far as whoever writes sees them."""

    def __init__(self, data: QueryDict | None = None, *, person: Person, entry: Entry, seen: list[Seen]) -> None:
        self.seen = seen
        standing = {f"reason_{one.choice.pk}": one.choice.reason for one in seen}
        if data is not None:
            data = data.copy()
            for name, reason in standing.items():
                # What somebody else put in since the form was opened stays as it is.
                data.setdefault(name, reason)
        super().__init__(data, initial=standing)
        for one in seen:
            self.fields[f"reason_{one.choice.pk}"] = forms.CharField(
                label=_("Why it is here"),
                max_length=400,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.heed_entry(person, entry.community, entry)

    def reasons(self) -> dict[int, str]:
        """The reasons by the keys of choices."""
        return {one.choice.pk: self.cleaned_data[f"reason_{one.choice.pk}"] for one in self.seen}

    def rows(self) -> list[tuple[Seen, forms.BoundField]]:
        """Each thing with its field, for the page."""
        return [(one, self[f"reason_{one.choice.pk}"]) for one in self.seen]
