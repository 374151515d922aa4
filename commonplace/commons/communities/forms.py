from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities import opening
from commonplace.commons.communities.languages import languages
from commonplace.commons.communities.models import CARRYING, Audience, Community, Form, Membership, Role, Stage, Team
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.communities.point_field import PointField
from commonplace.commons.communities.road import MEANINGS
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.forms import TickedField
from commonplace.commons.people.models import Person
from commonplace.commons.people.zones import ZoneField

AUDIENCES = [
    (Audience.COMMUNITY, _("Its members only. Nobody else finds it, not even in a search.")),
    (Audience.COMMONS, _("Everybody who has signed in on this commons.")),
    (Audience.OPEN, _("Everybody on the web. People under 18 are not named to strangers.")),
]
DAYS = [(1, _("until this time tomorrow")), (7, _("a week")), (30, _("a month"))]
MOST_INTERESTS = 12


class SettingsForm(OpenWords, forms.ModelForm):
    """What a community says of itself. `based_on` is the version that it was filled from."""

    in_addresses = frozenset({"name", "interests_words"})

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    # The words for the place of which the point was said.
    placed_as = forms.CharField(required=False, widget=forms.HiddenInput)
    audience = forms.TypedChoiceField(
        label=_("Who can see its page"),
        coerce=int,
        choices=AUDIENCES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who can see it.")},
    )
    language = forms.ChoiceField(label=_("Language spoken here"), choices=languages)
    zone = ZoneField()
    point = PointField(
        label=_("Where that is"),
        help_text=_(
            "So that people nearby find it: a link from any map, or two numbers such as 51.507, -0.128. Everybody who "
            "can see the page sees it, to some hundred metres."
        ),
    )
    interests_words = forms.CharField(
        label=_("Interests"),
        required=False,
        max_length=600,
        help_text=_("In your own words, with commas between: sewing, old radios, the river."),
    )

    class Meta:
        model = Community
        fields = [
            "name", "purpose", "form", "own_form", "audience", "parent", "opened_to_outer", "language", "zone", "place",
            "starts_on", "ends_on", "norms",
        ]  # fmt: skip
        labels = {
            "form": _("Form"),
            "own_form": _("In your own words, if none of these fits"),
            "parent": _("Lives within"),
            "opened_to_outer": _("The members of the community around it may see its page"),
        }
        error_messages = {"name": {"required": _("Give it a name: a few words are enough.")}}
        help_texts = {
            "purpose": _("What it is for, in a few sentences."),
            "parent": _("A programme, a school, an organisation: one of the communities that you belong to."),
            "norms": _("What people here agree on before they write, beside the norms of the commons."),
            "place": _("Where people meet, or “online”."),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "norms": forms.Textarea(attrs={"rows": 5}),
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        community = kwargs["instance"]
        names = ", ".join(interest.name for interest in community.interests.order_by("name"))
        point = str(community.point or "")
        kwargs["initial"] = {
            "based_on": community.version,
            "placed_as": community.place,
            "interests_words": names,
            "point": point,
        }
        super().__init__(*args, **kwargs)
        if person.is_minor:
            self.fields["point"].widget.attrs.pop("data-point")
            self.fields["point"].help_text = _(
                "So that people nearby find it: a link from any map, or two numbers such as 51.507, -0.128. Not where "
                "you live. Everybody who can see the page sees it, to about a kilometre, since you are under 18."
            )
        zone: ZoneField = self.fields["zone"]  # type: ignore[assignment]
        zone.put_first(community.zone)
        parent: forms.ModelChoiceField = self.fields["parent"]  # type: ignore[assignment]
        mine = Membership.objects.filter(person=person, left_at=None).values("community")
        around = Community.objects.filter(Q(pk__in=mine, closed_at=None) | Q(pk=community.parent_id))
        parent.queryset = around.exclude(pk=community.pk).only("id", "name", "parent").order_by("name")
        parent.empty_label = str(_("No other community"))
        self._ticks = opening.ticks(community, person)
        self.fields.update(self._ticks)
        self.heed_names(Unnamed(person, community), was_open=community.audience == Audience.OPEN)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return said.get("audience") == Audience.OPEN

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return opening.words_opened(self.instance, said)

    def companions(self) -> list[Any]:
        """The boxes of what can be opened along with the page."""
        return [self[name] for name in self._ticks]

    def clean_parent(self) -> Community | None:
        """A community cannot live within one that lives within it."""
        parent = self.cleaned_data["parent"]
        above, seen = parent, set()
        while above is not None and above.pk not in seen:
            if above.parent_id == self.instance.pk:
                raise forms.ValidationError(
                    _("“%(name)s” lives within this community already.") % {"name": parent.name}
                )
            seen.add(above.pk)
            above = above.parent
        return parent

    def clean_interests_words(self) -> list[str]:
        words = [word for word in self.cleaned_data["interests_words"].replace("\n", ",").split(",") if word.strip()]
        if len(words) > MOST_INTERESTS:
            raise forms.ValidationError(_("Please choose the %(most)s that matter most.") % {"most": MOST_INTERESTS})
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        self._look_at_point(cleaned)
        if cleaned.get("form") == Form.OWN:
            return cleaned
        cleaned["own_form"] = ""
        return cleaned

    def _look_at_point(self, said: dict[str, Any]) -> None:
        """Where the place is another one and its point stayed, ask once whether it is still there."""
        place, point = said.get("place", ""), said.get("point")
        if point is None or point != self.instance.point or place == self.data.get("placed_as", self.instance.place):
            return
        typed = cast(QueryDict, self.data).copy()
        typed["placed_as"] = place
        self.data = typed
        self.add_error(
            "point",
            _("The place has other words now. If it is still here, save again. If not, change this or empty it."),
        )

    def columns(self) -> dict[str, Any]:
        """What the form says, as columns for `actions.change_community`."""
        columns = {name: self.cleaned_data[name] for name in self.Meta.fields}
        interests = interests_named(self.cleaned_data["interests_words"])
        return {**columns, "point": self.cleaned_data["point"], "interests": interests}


class StageForm(forms.Form):
    """Where a community stands. “Published” is reached by publishing its case study and by nothing else."""

    stage = forms.TypedChoiceField(
        label=_("It stands at"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it stands."), "invalid_choice": _("Choose one of these stations.")},
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        kwargs["initial"] = {"stage": community.stage}
        super().__init__(*args, **kwargs)
        reachable = [stage for stage in Stage if stage != Stage.PUBLISHED or community.stage == Stage.PUBLISHED]
        self.fields["stage"].choices = [(int(stage), stage.label) for stage in reachable]  # type: ignore[attr-defined]

    def options(self) -> list[tuple[Any, str]]:
        """Each choice with what its stage means."""
        return [(choice, str(MEANINGS[int(choice.data["value"])])) for choice in self["stage"]]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class MemberChoice(forms.ModelChoiceField):
    """Members by name and role."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.person.display_name}, {obj.get_role_display()}"


class HeirForm(forms.Form):
    """Who carries the community on when its last facilitator leaves."""

    heir = MemberChoice(
        label=_("Who carries it on"),
        queryset=Membership.objects.none(),
        empty_label=_("Choose somebody"),
        error_messages={"required": _("Choose who carries it on.")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heir: forms.ModelChoiceField = self.fields["heir"]  # type: ignore[assignment]
        others = Membership.objects.filter(
            community=membership.community, left_at=None, person__left_at=None, person__paused_at=None
        )
        heir.queryset = (
            others.exclude(pk=membership.pk)
            .exclude(role__in=CARRYING)
            .select_related("person")
            .order_by("person__display_name")
        )


class InvitationForm(forms.Form):
    """A link for others. On an invitation to the commons alone there is no role."""

    role = forms.ChoiceField(label=_("They come in as"), choices=Role, initial=Role.LEARNER)
    places = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=500, initial=1)
    days = forms.TypedChoiceField(label=_("It works for"), coerce=int, choices=DAYS, initial=7)

    def __init__(self, *args: Any, with_role: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_role:
            del self.fields["role"]


class ClassCodeForm(forms.Form):
    days = forms.TypedChoiceField(label=_("It works for"), coerce=int, choices=DAYS, initial=1)


class TeamForm(forms.ModelForm):
    """A named team of members."""

    class Meta:
        model = Team
        fields = ["name", "people"]
        field_classes = {"people": TickedField}
        labels = {"name": _("Name of the team"), "people": _("Who is in it")}
        error_messages = {"name": {"required": _("Give the team a name.")}}
        widgets = {"people": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community
        people: forms.ModelMultipleChoiceField = self.fields["people"]  # type: ignore[assignment]
        people.queryset = Person.objects.filter(
            memberships__community=community, memberships__left_at=None, left_at=None
        ).order_by("display_name", "pk")
        people.required = False

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.community.teams.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a team of this name already."))
        return name
