"""The form by which people are invited by e-mail."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.forms import PlainForm
from commonplace.ground.text import clean_line
from commonplace.stages.recruit.inviting import MOST_A_DAY
from commonplace.stages.recruit.models import InvitedAddress

Way = InvitedAddress.Way
_LONGEST_ADDRESS = 254
_SHOWN = 80
_IN_BRACKETS = re.compile(r"<([^<>]*)>")


def addresses_in(text: str) -> Iterator[str]:
    """What a pasted list names, as mail programs write it: with commas, semicolons or lines between, names before brackets."""
    for line in re.split(r"[,;\n\r\t]+", text):
        found = _IN_BRACKETS.search(line)
        for part in [found[1]] if found else line.split():
            if part := clean_line(part).strip(" \"'").removeprefix("mailto:").lower():
                yield part


class AddressesForm(PlainForm):
    """Addresses, each of them checked, and the way by which they come in."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "as-typed"}),
        help_text=gettext_lazy("One a line, or with commas between. Paste them from a mail program as they are."),
        error_messages={"required": gettext_lazy("Write at least one address.")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How they come in"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they come in.")},
    )

    def __init__(self, *arguments: Any, community: Community, left: int, has_call: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.left = left
        ways = [(Way.TRUSTED, Way.TRUSTED.label)] if has_call else []
        if has_call and community.audience >= Audience.COMMONS:
            # Who answers has to be able to see how their answer stands.
            ways.insert(0, (Way.ANSWERS, Way.ANSWERS.label))
        self.fields["way"].choices = [*ways, (Way.AT_ONCE, Way.AT_ONCE.label)]  # type: ignore[attr-defined]
        self.fields["way"].initial = ways[0][0] if ways else Way.AT_ONCE

    def clean_addresses(self) -> list[str]:
        found = list(dict.fromkeys(addresses_in(self.cleaned_data["addresses"])))
        wrong = [address for address in found if not _is_address(address)]
        if wrong:
            raise ValidationError(
                [
                    _("“%(address)s” is no address. It looks like name@example.org.") % {"address": one[:_SHOWN]}
                    for one in wrong[:10]
                ]
            )
        if not found:
            raise ValidationError(_("Write at least one address."))
        if len(found) > self.left:
            words = ngettext(
                "You can invite %(most)s people a day. One is left for today; these are %(count)s.",
                "You can invite %(most)s people a day. %(left)s are left for today; these are %(count)s.",
                self.left,
            )
            raise ValidationError(words % {"most": MOST_A_DAY, "left": self.left, "count": len(found)})
        return found


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return len(words) <= _LONGEST_ADDRESS
