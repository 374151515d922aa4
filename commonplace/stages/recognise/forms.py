"""Forms of badges."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing import attempts
from commonplace.commons.people.veil import called_in
from commonplace.ground import pictures
from commonplace.ground.pictures import Prepared
from commonplace.stages.recognise import drawing
from commonplace.stages.recognise.bulk import MOST_LINES, Line
from commonplace.stages.recognise.credentials.keys import NotAKey, key_from_multibase
from commonplace.stages.recognise.credentials.reading import MOST_BYTES, CannotBeRead
from commonplace.stages.recognise.credentials.resolving import document_address
from commonplace.stages.recognise.designing import WORDS
from commonplace.stages.recognise.models import Badge, Credential
from commonplace.stages.recognise.rules import may_show_badges_openly
from commonplace.stages.recognise.verdicts import fetched_from, opened

# On our pages strangers read “somebody” there; what is signed stays as it is.
_CALLS = _("A badge is shown anywhere, so call nobody by @name in it.")


class BroughtForm(forms.Form):
    """A badge from anywhere: a file, what is written in it, or where it stands. `credential` is what was read."""

    # For how many seconds whoever sends it has to wait, having sent many.
    wait = 0

    file = forms.FileField(
        label=_("A file: the picture of a badge, or what it says as JSON"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml"}),
    )
    words = forms.CharField(
        label=_("Or what it says, pasted here"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "dir": "ltr"}),
    )
    address = forms.CharField(
        label=_("Or the address at which it stands"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )

    def __init__(self, request: HttpRequest, *, is_empty: bool = False) -> None:
        self.request = request
        super().__init__(*(request.POST, request.FILES) if request.method == "POST" and not is_empty else ())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        # Reading a badge may ask others, so that nobody sends one after the other.
        self.wait = attempts.wait(self.request, "badge")
        if self.wait:
            raise forms.ValidationError(attempts.words(self.wait))
        attempts.note(self.request, "badge")
        file: UploadedFile | None = said.get("file")
        try:
            if file is not None:
                self.text, self.credential = opened(file.read(16 * 1024 * 1024 + 1))
            elif said["words"]:
                self.text, self.credential = opened(said["words"].encode())
            elif said["address"]:
                self.text, self.credential = fetched_from(said["address"])
            else:
                raise forms.ValidationError(_("Choose a file, paste what it says, or write where it stands."))
        except CannotBeRead as trouble:
            name = "file" if file is not None else "words" if said["words"] else "address"
            self.add_error(name, _("No badge can be read there. %(why)s") % {"why": trouble})
        return said


class BadgeForm(OpenWords):
    """A badge of a community: its words, its picture, how it is given, the steps before it.

    Whoever is given it may show it anywhere, so its words are read openly whatever community it is of.
    """

    name = forms.CharField(
        label=_("What it is called"),
        max_length=80,
        error_messages={"required": _("Give it a name, such as “Can mend a kettle”.")},
    )
    says = forms.CharField(
        label=_("What it says of whoever has it"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 600}),
        error_messages={"required": _("Say in a sentence or two what somebody can do, or did.")},
    )
    criteria = forms.CharField(
        label=_("How one achieves it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
        help_text=_("One thing a line, so that readers can look for each."),
        error_messages={"required": _("Say what one does for it, so that everybody knows.")},
    )
    evidence = forms.CharField(
        label=_("What somebody shows for it"),
        max_length=300,
        required=False,
        help_text=_("Such as photographs of three mended things, or a work with its critique."),
    )
    given_by = forms.ChoiceField(label=_("Who gives it"), choices=Badge.GivenBy, widget=forms.RadioSelect)
    readers = forms.IntegerField(
        label=_("How many members have to agree, where members give it"),
        min_value=1,
        max_value=9,
        error_messages={"required": _("Say how many, such as 2.")},
    )
    lasts_months = forms.IntegerField(
        label=_("For how many months it is good"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=_("Empty: for ever."),
    )
    shape = forms.ChoiceField(label=_("Its shape"), choices=list(drawing.SHAPES.items()))
    mark = forms.ChoiceField(label=_("What stands in it"), choices=list(drawing.MARKS.items()))
    colour = forms.ChoiceField(
        label=_("Its colours"), choices=[(name, colour.words) for name, colour in drawing.COLOURS.items()]
    )
    picture = forms.FileField(
        label=_("Or a picture of your own"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("It stands in place of the one that is drawn. JPEG, PNG, WebP, GIF and HEIC work."),
    )
    comes_after = forms.MultipleChoiceField(
        label=_("Steps that come before it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        community: Community,
        by: Person,
        badge: Badge | None = None,
    ) -> None:
        initial: dict[str, Any] = {**drawing.PLAIN, "given_by": Badge.GivenBy.CARRIERS, "readers": 2}
        if badge is not None:
            initial |= {name: getattr(badge, name) for name in WORDS} | drawing.proper(badge.drawn)
            before = badge.comes_after.values_list("pk", flat=True)
            initial |= {"based_on": badge.version, "comes_after": [str(key) for key in before]}
        super().__init__(data, files, initial=initial)
        others = Badge.objects.filter(community=community).exclude(pk=badge.pk if badge else 0).order_by("name")
        self._others = {str(one.pk): one for one in others}
        steps = cast(forms.MultipleChoiceField, self.fields["comes_after"])
        steps.choices = [(key, one.name) for key, one in self._others.items()]
        if not self._others:
            del self.fields["comes_after"]
        if badge is not None and badge.picture:
            keeps = forms.BooleanField(label=_("Keep the picture that it has"), required=False, initial=True)
            self.fields["keeps_picture"] = keeps
        self.heed_names(Unnamed(by, community), was_open=badge is not None)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        for name, words in list(self.words_typed(self.cleaned_data)):
            if called_in(words):
                self.add_error(name, _CALLS)
        return super().clean()

    def clean_picture(self) -> Prepared | None:
        file = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return pictures.prepare(file)
        except pictures.NotAPicture as failure:
            raise forms.ValidationError(str(failure)) from failure

    def fields_of_badge(self) -> dict[str, Any]:
        """As `design_badge` takes them."""
        said = self.cleaned_data
        fields = {name: said[name] for name in WORDS}
        fields["drawn"] = {name: said[name] for name in drawing.PLAIN}
        fields["comes_after"] = [self._others[key] for key in said.get("comes_after", ())]
        return {**fields, "picture": said["picture"]}


class GiveForm(forms.Form):
    """To whom a badge is offered, each with a word."""

    lines = forms.CharField(
        label=_("Who gets it, one a line"),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A member’s @name, or an e-mail address; then, if you like, a comma and a word to them."),
        error_messages={"required": _("Write at least one @name or e-mail address.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, badge: Badge, by: Person) -> None:
        super().__init__(data)
        self.unnamed = Unnamed(by, badge.community)

    def clean_lines(self) -> list[Line]:
        """Each who, and the word to them: it stands in what they may show anywhere, so nobody under 18 is named in it."""
        lines = []
        for line in self.cleaned_data["lines"].splitlines():
            who, _comma, words = (part.strip() for part in line.partition(","))
            if who:
                lines.append((who, words))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("These are more than %(count)s lines.") % {"count": MOST_LINES})
        if any(called_in(words) for _who, words in lines):
            raise forms.ValidationError(_CALLS)
        named = self.unnamed.surely_named_in([words for _who, words in lines])
        if named:
            raise forms.ValidationError(
                _("“%(name)s” is not named in a badge, since people under 18 are not on open pages.")
                % {"name": named[0].words}
            )
        return lines


class CodeForm(forms.Form):
    """A code by which people who are there say yes."""

    places = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=500,
        initial=30,
        error_messages={"required": _("Say how many, such as 30.")},
    )
    words = forms.CharField(label=_("A word to each of them"), required=False, max_length=400)

    def __init__(self, data: Mapping[str, Any] | None = None, *, badge: Badge, by: Person) -> None:
        super().__init__(data)
        self.unnamed = Unnamed(by, badge.community)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if called_in(words):
            raise forms.ValidationError(_CALLS)
        if self.unnamed.surely_named_in([words]):
            raise forms.ValidationError(_("Nobody under 18 is named in a badge. Leave the name out."))
        return words


class ClaimForm(forms.Form):
    """The code that was read out."""

    code = forms.CharField(
        label=_("The code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the code that was read out.")},
    )


class EvidenceForm(forms.Form):
    """What somebody shows so that they are given a badge."""

    words = forms.CharField(
        label=_("What you did, and where one can see it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 4000}),
        error_messages={"required": _("Say in your own words what you did.")},
    )
    entry = forms.ChoiceField(
        label=_("Something of yours that shows it"),
        required=False,
        help_text=_("Whoever reads it sees its versions and the critique that it got, as far as you let them."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, mine: list[Entry], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._mine = {str(one.pk): one for one in mine}
        choices = [("", _("nothing that is here"))] + [(key, one.title) for key, one in self._mine.items()]
        cast(forms.ChoiceField, self.fields["entry"]).choices = choices

    def shown(self) -> dict[str, Any]:
        """As `show_for` takes it."""
        return {"words": self.cleaned_data["words"], "entry": self._mine.get(self.cleaned_data["entry"])}


class ReadingForm(forms.Form):
    """Whether somebody sees a badge in what another shows, and where."""

    sees_it = forms.ChoiceField(
        label=_("Do you see it in this?"),
        choices=[("yes", _("I see it")), ("", _("Not yet"))],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Where you see it, or what would still show it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
        error_messages={"required": _("Say where you see it, or what is missing, so that it helps them.")},
    )


class TakeBackForm(forms.Form):
    """Why a badge is taken back."""

    why = forms.CharField(
        label=_("Why it is taken back"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("Whoever has it reads this. Others are told only that it was taken back."),
        error_messages={"required": _("Say why, so that they know.")},
    )


class ArrangeForm(forms.Form):
    """Where a badge stands in a backpack, and who sees it."""

    group = forms.CharField(label=_("Under which heading"), required=False, max_length=60)
    place = forms.IntegerField(label=_("At which place"), min_value=0, max_value=999)
    shown_to = forms.TypedChoiceField(label=_("Who sees it"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Mapping[str, Any] | None = None, *, credential: Credential) -> None:
        names = ("group", "place", "shown_to")
        super().__init__(data, initial={name: getattr(credential, name) for name in names})
        widest = Audience.OPEN if may_show_badges_openly(credential.person) else Audience.COMMONS
        offered = [one for one in (Audience.ONLY_ME, Audience.COMMONS, Audience.OPEN) if one <= widest]
        cast(forms.TypedChoiceField, self.fields["shown_to"]).choices = [(int(one), one.label) for one in offered]


_WEB_NAME = re.compile(r"did:web:[A-Za-z0-9.:%_-]{3,200}")


class DidForm(forms.Form):
    """A DID of one's own, about which a badge from here is signed anew."""

    did = forms.CharField(
        label=_("Your own DID"),
        max_length=300,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}),
        help_text=_("As your wallet shows it: it begins with did:key: or did:web:."),
        error_messages={"required": _("Write it as your wallet shows it.")},
    )

    def clean_did(self) -> str:
        did: str = self.cleaned_data["did"].strip()
        try:
            if did.startswith("did:key:"):
                key_from_multibase(did.removeprefix("did:key:"))
                return did
            if _WEB_NAME.fullmatch(did):
                document_address(did)
                return did
        except (NotAKey, ValueError) as failure:
            raise forms.ValidationError(_("This is no DID as wallets write it.")) from failure
        raise forms.ValidationError(_("This is no DID as wallets write it."))
