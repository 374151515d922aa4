"""The form in which it is said whom a picture shows."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Attachment
from commonplace.commons.people.forms import TickedField
from commonplace.commons.people.models import Person
from commonplace.stages.publish.models import Depiction


class DepictionForm(forms.Form):
    """Whom a picture shows; the people to choose from belong to the community, or did."""

    whom = forms.ChoiceField(
        label=_("Whom does it show"),
        choices=Depiction.Whom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits. Until then nobody without an account sees the picture.")},
    )
    people = TickedField(
        label=_("Who is on it"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They are asked, and the picture is shown once all of them say yes. With somebody under 18 on it, people "
            "without an account never see it."
        ),
    )

    def __init__(self, data: Any = None, *, community: Community, picture: Attachment) -> None:
        said: Depiction | None = getattr(picture, "as_depiction", None)
        initial = {"whom": said.whom, "people": list(said.people.all())} if said else {}
        super().__init__(data, initial=initial)
        people = Person.objects.filter(Q(memberships__community=community) | Q(authorships__entry=picture.entry_id))
        field = cast(forms.ModelMultipleChoiceField, self.fields["people"])
        field.queryset = people.filter(left_at=None).distinct().order_by("display_name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("whom") == Depiction.Whom.NAMED and not cleaned.get("people") and "people" not in self.errors:
            self.add_error("people", _("Tick those who are on it, or choose another answer above."))
        return cleaned
