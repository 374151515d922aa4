"""Forms of entries, and the fields that forms of every kind of entry share: audience, licence, interests."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.entries.actions import default_audience, widest_audience
from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.licences import licence_field
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.entries.open_words import EntryWords, words_of
from commonplace.commons.entries.rules import may_widen
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.ground.text import clean_line

_MOST_INTERESTS = 12


def audience_choices(
    person: Person, community: Community | None, *, team: Team | None = None, current: int | None = None
) -> list[tuple[int, str | Promise]]:
    """The audiences that this person can give something: only such as would have an effect, and the present one.

    Within a community nothing reaches further than the community's own page does.
    """
    widest = int(widest_audience(person))
    if community is not None:
        widest = min(widest, community.audience)
    offered = {Audience.ONLY_ME, Audience.COMMONS, Audience.OPEN}
    offered |= {Audience.COMMUNITY} if community is not None else set()
    offered |= {Audience.TEAM} if team is not None else set()
    return [
        (level.value, level.label) for level in Audience if (level in offered and level <= widest) or level == current
    ]


class AudienceField(forms.TypedChoiceField):
    """“Who can see this”. Its choices are set with `offer`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Who can see this"))
        super().__init__(coerce=int, empty_value=None, **options)

    def offer(self, person: Person, community: Community | None, *, entry: Entry | None = None) -> None:
        """Offer what this person may choose, beginning with what the entry has now, or with the narrowest sensible."""
        team, current = (entry.team, entry.audience) if entry else (None, None)
        self.choices = audience_choices(person, community, team=team, current=current)
        self.initial = int(default_audience(person, community)) if current is None else current
        if widest_audience(person) < Audience.OPEN and not self.help_text:
            self.help_text = _("Until you are 18, what you put in ends at this commons.")


def _offer(
    form: forms.Form, person: Person, community: Community | None, entry: Entry | None
) -> list[tuple[int, str | Promise]]:
    audience: AudienceField = form.fields["audience"]  # type: ignore[assignment]
    audience.offer(person, community, entry=entry)
    return list(audience.choices)  # type: ignore[arg-type]


class InterestsField(forms.CharField):
    """Interests in people's own words, with commas between. Cleaned, it is a list of words."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Interests"))
        options.setdefault(
            "help_text", _("In your own words, with commas between: kettles, drawing, the history of tea.")
        )
        super().__init__(max_length=600, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        words = [clean_line(part)[:60] for part in (value or "").replace("\n", ",").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        if len(value) > _MOST_INTERESTS:
            raise forms.ValidationError(_("Twelve interests are the most that one thing can carry. Leave some out."))

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))


def required(words: Any) -> dict[str, Any]:
    """What to say of a field that was left empty."""
    return {"required": words}


class EntryForm(SharedForm, EntryWords):
    """A post, a question, or whatever has no editing page of its own."""

    unread = frozenset({"note"})

    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Without one, the first words stand for it.")
    )
    body = forms.CharField(
        label=_("Words"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages=required(_("Write something first.")),
    )
    interests = InterestsField()
    audience = AudienceField()
    licence = licence_field()
    note = forms.CharField(label=_("A word on what you changed"), max_length=200, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, person: Person, community: Community | None, entry: Entry | None = None
    ) -> None:
        super().__init__(data, initial=self._initial(entry) if entry else None, prefix=None)
        _offer(self, person, community, entry)
        self.heed_entry(person, community, entry)
        if entry is None:
            del self.fields["note"], self.fields["based_on"]

    @staticmethod
    def _initial(entry: Entry) -> dict[str, Any]:
        return {
            "title": entry.title,
            "body": entry.body,
            "interests": [interest.name for interest in entry.interests.order_by("name")],
            "licence": entry.licence,
            "based_on": entry.version,
        }


class CommentForm(EntryWords, forms.ModelForm):
    """Something said in the margin."""

    class Meta:
        model = Comment
        fields = ("words",)
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"words": required(_("Write something first."))}

    def __init__(self, data: Any = None, *, person: Person | None = None, entry: Entry | None = None) -> None:
        super().__init__(data)
        if person and entry:
            self.heed_entry(person, entry.community, entry)

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return ()

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].strip()
        if not clean_line(words):
            raise forms.ValidationError(_("Write something first."))
        return words


def with_few(
    choices: list[tuple[int, str | Promise]], community: Community, team: Team | None = None
) -> list[tuple[int, str | Promise]]:
    """Who can be let in on what is for few: where one has no team, those who look after the community."""
    few = (
        _("my team, %(name)s") % {"name": team.name}
        if team
        else _("those who look after %(name)s") % {"name": community.name}
    )
    return [*choices[:1], (Audience.TEAM.value, few), *(choice for choice in choices[1:] if choice[0] != Audience.TEAM)]


class AudienceForm(EntryWords):
    """Who can see an entry; and whether the people of the outer community can, too."""

    audience = AudienceField(widget=forms.RadioSelect)
    outer = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, person: Person, entry: Entry) -> None:
        super().__init__(data, initial={"outer": entry.opened_to_id is not None})
        self.offered = _offer(self, person, entry.community, entry)
        if entry.community is not None and entry.team is None and kind_of(entry).for_few:
            self.offered = with_few(self.offered, entry.community)
            self.fields["audience"].choices = self.offered  # type: ignore[attr-defined]
        self.heed_entry(person, entry.community, entry)
        parent = entry.community.parent if entry.community else None
        if not may_widen(person, entry):
            self.offered = [(level, label) for level, label in self.offered if level <= entry.audience]
            self.fields["audience"].choices = self.offered  # type: ignore[attr-defined]
            parent = parent if entry.opened_to_id else None
        if parent is None:
            del self.fields["outer"]
        else:
            self.fields["outer"].label = _("Open it to the people of %(name)s as well") % {"name": parent.name}

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return said.get("audience") == Audience.OPEN and not self._was_open and not self._stays_a_draft()

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return words_of([self.entry.pk]) if self.entry else ()


class ShareForm(EntryWords):
    """Sharing a draft as it is. Where it would name somebody under 18, its editing page is the place to settle that."""

    def __init__(self, *, person: Person, entry: Entry) -> None:
        super().__init__({"share": "1"})
        self.heed_entry(person, entry.community, entry)

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return words_of([self.entry.pk]) if self.entry else ()
