"""The form of a reflection."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.entries.file_forms import RecordingRow
from commonplace.commons.entries.forms import AudienceField, audience_choices, with_few
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.came import Came, mark_of
from commonplace.stages.reflect.models import QUESTIONS, Prompt
from commonplace.stages.reflect.prompts import NONE, OURS, OWN

# What is asked, in the order of QUESTIONS.
ASKED: dict[str, tuple[Promise | str, Promise | str]] = {
    "worked": (_("What worked well"), _("What would you keep, just as it was?")),
    "did_not": (_("What did not"), _("Where did it drag, or leave somebody out?")),
    "matched": (_("What matched what was expected"), _("What came as foreseen?")),
    "surprised": (_("What surprised you"), _("What had nobody foreseen?")),
    "differently": (_("What you would do differently"), _("If it began again on Monday?")),
}


def audience_words(person: Person, community: Community, team: Team | None) -> list[tuple[int, str | Promise]]:
    """Who can be let in on a reflection. Where one has no team, those who look after the community do."""
    return with_few(audience_choices(person, community), community, team)


class ReflectionForm(RecordingRow, SharedForm):
    """After a gathering one short answer; at the end five questions, none of which has to be answered. Or one's voice."""

    body = forms.CharField(max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    audience = AudienceField()
    may_quote = forms.BooleanField(
        label=_("The case study may quote me"),
        required=False,
        help_text=_(
            "When the community tells its story, it may use these words, with your name. Others on this commons will "
            "read them, and anyone on the web where the story is open. If you are under 18, your name is left out and "
            "your words stay off the open web. This counts only while your community can see the reflection. You can "
            "take it back at any time."
        ),
    )

    def __init__(
        self,
        *data: Any,
        person: Person,
        community: Community,
        team: Team | None,
        gathering: Gathering | None,
        asked: str = "",
        expected: Iterable[str] = (),
        entry: Entry | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*data, **options)
        self.heed_entry(person, community, entry)
        self.gathering, self.is_short, self.asked = gathering, gathering is not None, asked
        self.expected = {f"came_{mark_of(words)}": words for words in expected} if not self.is_short else {}
        self.asks = {name: ask for name, (_label, ask) in ASKED.items()}
        if not self.is_short:
            for name, (label, _ask) in ASKED.items():
                self.fields[name] = forms.CharField(
                    label=str(label),
                    max_length=20_000,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
        for name, words in self.expected.items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=[*Came.choices, ("", _("I cannot say"))], required=False, widget=forms.RadioSelect
            )
        self.fields["body"].label = (
            (asked or _("What will you remember of it?")) if self.is_short else _("Anything else")
        )
        audience = cast(AudienceField, self.fields["audience"])
        audience.choices = audience_words(person, community, team)
        audience.initial = Audience.ONLY_ME.value
        if entry is not None:
            del self.fields["audience"]

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return [*super().opened_along(said), *([self.gathering.entry.title] if self.gathering else [])]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_said = any(cleaned.get(name, "").strip() for name in ("body", *QUESTIONS, *self.expected))
        is_said = is_said or bool(cleaned.get("recording"))
        if not self.held_back and not is_said and "recording" not in self.errors:
            words = _("Write a few words first, or record them. One sentence is enough.")
            self.add_error("body" if self.is_short else "worked", words)
        return cleaned

    def came(self) -> dict[str, str]:
        """What was said of each thing that was expected."""
        said = {name.removeprefix("came_"): self.cleaned_data.get(name, "") for name in self.expected}
        return {mark: answer for mark, answer in said.items() if answer}

    def words(self) -> dict[str, str]:
        """What was answered, also in a form with errors."""
        kept = self.held_back | self.cleaned_data
        return {name: kept.get(name, "") for name in ("body", *QUESTIONS)}


class PromptForm(forms.Form):
    """What is asked after a gathering: a question of ours, an own one, or none."""

    key = forms.ChoiceField(
        label=_("The question"),
        choices=[(NONE, _("Ask nothing")), *OURS.items(), (OWN, _("A question of our own:"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a question, or that none is asked.")},
    )
    words = forms.CharField(
        label=_("Your own question"),
        max_length=200,
        required=False,
        help_text=_("One that can be answered with a sentence, by everybody who came."),
    )
    always = forms.BooleanField(
        label=_("Ask this after every gathering for which nothing else is chosen"), required=False
    )

    def __init__(self, data: Any = None, *, standing: Prompt | None) -> None:
        initial = {"key": standing.key, "words": standing.words} if standing else {"key": NONE}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("key") == OWN and not cleaned.get("words", "").strip():
            self.add_error("words", _("Write your question, or choose one of the others."))
        return cleaned
