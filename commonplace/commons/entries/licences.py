"""What others may do with an entry, and what follows from it for whatever is made from that."""

from typing import cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry, Licence
from commonplace.commons.people.models import Person

# Whoever builds on these passes the result on under the same words.
SHARE_ALIKE = (Licence.BY_SA, Licence.BY_NC_SA)
# Whoever put it here has not made it, and cannot say more of it than whoever did.
MADE_ELSEWHERE = ("resource",)


def licence_field() -> forms.ChoiceField:
    """“What others may do with it”, in plain words: sentences, each to be read whole, which a closed list would cut."""
    return forms.ChoiceField(
        label=_("What others may do with it"), choices=Licence.choices, required=False, widget=forms.RadioSelect
    )


def licence_words(entry: Entry) -> str | Promise:
    """What others may do with an entry, with the licence's name where it has one."""
    words = entry.get_licence_display()
    return f"{words} ({entry.licence})" if entry.licence else words


def licence_carried_on(source: Entry | None, person: Person) -> str:
    """The one licence under which `person` may pass on what they make from `source`; empty where they may choose.

    Whoever made the source alone is not bound by their own words.
    """
    if source is None or source.licence not in SHARE_ALIKE:
        return ""
    others = source.authorships.exclude(person=person).exists()
    is_own = not others and source.kind not in MADE_ELSEWHERE and source.authorships.exists()
    return "" if is_own else source.licence


def carry_on(field: forms.Field, source: Entry | None, person: Person) -> None:
    """Offer in a form only the licences under which something made from `source` may be passed on, and say why."""
    carried = licence_carried_on(source, person)
    if not carried or source is None:
        return
    choices = cast(forms.ChoiceField, field)
    choices.choices = [(value, words) for value, words in Licence.choices if value == carried]
    choices.initial = carried
    choices.help_text = _(
        "“%(title)s” may be built upon as long as what comes of it is passed on under the same words. So yours carries them on."
    ) % {"title": source.title}
