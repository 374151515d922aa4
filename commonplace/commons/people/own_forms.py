"""Forms of people who are in: their profile, interests, letters, age and passphrase."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.forms import AddressField, LineField, NewPassphraseField, PlainForm, age_field
from commonplace.commons.people.models import AgeBand, Interest, MailRhythm, Person
from commonplace.commons.people.signing.own_passphrase import OwnPassphraseField
from commonplace.commons.people.zones import ZoneField
from commonplace.ground.text import clean

MOST_INTERESTS = 30


class ProfileForm(PlainForm):
    """What somebody says of themselves. All but the name may stay empty."""

    display_name = LineField(label=_("Your name"), max_length=80, help_text=_("As others here read it."))
    about = forms.CharField(
        label=_("About you"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("*Stars* make italic, **two** make bold, a dash begins a list."),
    )  # fmt: skip
    brings = LineField(
        label=_("What you bring"),
        required=False,
        max_length=200,
        help_text=_("A skill, a tool, a language, a van, patience."),
    )
    looks_for = LineField(
        label=_("What you look for"),
        required=False,
        max_length=200,
        help_text=_("People to make something with, a reader, a place to begin."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = ZoneField(required=False)
    shown_openly = forms.BooleanField(
        label=_("People who have not signed in may see my page and my name"), required=False,
        help_text=_("What you open to the whole web shows your name only with this."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, person: Person, **options: Any) -> None:
        names = ("display_name", "about", "brings", "looks_for", "language", "zone", "shown_openly")
        options.setdefault("initial", {name: getattr(person, name) for name in names})
        super().__init__(*arguments, **options)
        self.fields["language"].choices = [("", _("That of this commons")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        zone: ZoneField = self.fields["zone"]  # type: ignore[assignment]
        zone.put_first(person.zone, empty=_("That of this commons"))
        if person.is_minor:
            del self.fields["shown_openly"]


def _words(text: str) -> list[str]:
    return [word for word in (" ".join(part.split()) for part in re.split(r"[,;\n]", clean(text))) if word]


class InterestsField(forms.CharField):
    """Interests in one's own words, a line or a comma apart."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) or ""

    def clean(self, value: Any) -> Any:
        words = _words(super().clean(value))
        if len(words) > MOST_INTERESTS:
            raise forms.ValidationError(
                _("Name up to %(most)s, those that matter now. You can change them any day.") % {"most": MOST_INTERESTS}
            )
        for word in words:
            if len(word) > 60:
                raise forms.ValidationError(
                    _("“%(word)s …” is too long for an interest: up to 60 letters. Put each on a line of its own.")
                    % {"word": word[:30]}
                )
        return words


class InterestsForm(PlainForm):
    """What somebody is curious about, and what they can help with."""

    curious = InterestsField(
        label=_("What are you curious about?"),
        required=False,
        help_text=_("In your own words, each on a line of its own."),
    )
    also = forms.MultipleChoiceField(
        label=_("Others here are curious about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    helps = InterestsField(
        label=_("What can you help others with?"), required=False,
        help_text=_("Need not be much. People may write to you and ask."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, suggestions: list[Interest], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["also"].choices = [(interest.name, interest.name) for interest in suggestions]  # type: ignore[attr-defined]
        if not suggestions:
            del self.fields["also"]


class LettersForm(PlainForm):
    """How often they get letters."""

    mail_rhythm = forms.ChoiceField(
        label=_("Letters about what happens here"), choices=MailRhythm, widget=forms.RadioSelect,
        help_text=_("On this site your notices are always there, whatever you choose."),
    )  # fmt: skip


class AddressForm(PlainForm):
    """Which e-mail address is theirs."""

    email = AddressField(
        required=False, help_text=_("Others never see it. You can sign in by it, also without a passphrase.")
    )


class AgeForm(PlainForm):
    """The yearly question. Nobody grows younger: a mistake is put right by the host."""

    age_band = age_field([])

    def __init__(self, *arguments: Any, person: Person, **options: Any) -> None:
        super().__init__(*arguments, **options)
        bands = AgeBand.choices
        place = [value for value, _words in bands].index(person.age_band) if person.age_band else 0
        self.fields["age_band"].choices = bands[place:]  # type: ignore[attr-defined]
        self.fields["age_band"].initial = person.age_band


class ChangePassphraseForm(PlainForm):
    """A new passphrase; the present one is asked for, unless a link brought them here just now."""

    present = OwnPassphraseField(
        label=_("Your present passphrase"), error_messages={"not_yours": _("This is not your present passphrase.")}
    )
    passphrase = NewPassphraseField(label=_("Your new passphrase"))

    def __init__(self, *arguments: Any, request: SignedInRequest, asks_present: bool) -> None:
        super().__init__(*arguments)
        self.fields["present"].of(request)  # type: ignore[attr-defined]
        if not asks_present:
            del self.fields["present"]


class AskForm(PlainForm):
    """Asking somebody for help with something they offered."""

    interest = forms.ChoiceField(label=_("With what?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What do you want to ask?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what you are doing, where you are stuck, and what you have tried."),
    )

    def __init__(self, *arguments: Any, offered: list[Interest], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["interest"].choices = [(one.slug, one.name) for one in offered]  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """Answering somebody who asked."""

    words = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
