"""Forms of critique: asking for it, giving it, and saying what becomes of each point."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.stages.critique.actions import Said, Spot
from commonplace.stages.critique.models import Answer, Asking, Point
from commonplace.stages.critique.places import plain_words
from commonplace.stages.critique.protocols import PROTOCOLS, Protocol
from commonplace.stages.room import seconds

QUESTION: dict[str, Any] = {
    "label": _("What would you like to know?"),
    "max_length": 400,
    "widget": forms.Textarea(attrs={"rows": 3}),
    "help_text": _("One question, as exact as you can: “Is it clear who speaks?” brings more than “Do you like it?”"),
    "error_messages": {"required": _("Ask one thing. Readers begin with it.")},
}
NOT_ABOUT: dict[str, Any] = {
    "label": _("What would you rather not hear about?"),
    "max_length": 400,
    "required": False,
    "help_text": _("What is not done yet, or not up for discussion: the spelling, the title, the colours."),
}


PEERS_FIRST: dict[str, Any] = {
    "label": _("Peers speak first"),
    "required": False,
    "help_text": _("What mentors write is kept until peers have spoken, for a week at most."),
}


def protocol_field(label: Any) -> forms.ChoiceField:
    """In which way something is said; `offer_protocols` puts in which ways there are."""
    return forms.ChoiceField(
        label=label,
        initial=PROTOCOLS[0].key,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these ways.")},
    )


def offer_protocols(form: forms.Form, protocols: list[Protocol]) -> None:
    """Let these be chosen among."""
    choices = [(one.key, format_lazy("{}. {}", one.name, one.about) if one.about else one.name) for one in protocols]
    cast(forms.ChoiceField, form.fields["protocol"]).choices = choices


class SomewhereForm(forms.Form):
    """Fields for somewhere in an entry: words of it, or a piece of it with a region or a second. All empty is the whole."""

    passage = forms.CharField(
        label=_("Which words of it?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-passage": ""}),
        help_text=_("Copy them from it: a line or two."),
    )
    piece = forms.TypedChoiceField(label=_("Which picture or recording?"), required=False, coerce=int, empty_value=None)
    left = forms.IntegerField(label=_("From the left"), min_value=0, max_value=100, required=False)
    top = forms.IntegerField(label=_("From the top"), min_value=0, max_value=100, required=False)
    wide = forms.IntegerField(label=_("How wide"), min_value=0, max_value=100, required=False)
    high = forms.IntegerField(label=_("How high"), min_value=0, max_value=100, required=False)
    second = forms.CharField(
        label=_("At which time?"),
        max_length=12,
        required=False,
        help_text=_("Minutes and seconds of the recording, as 1:40."),
    )
    SOMEWHERE = ("passage", "piece", "left", "top", "wide", "high", "second")

    def offer_places(self, of: Entry, pieces: list[Attachment]) -> None:
        """Let places of this entry be chosen, and these pieces of it; what it has none of is not asked."""
        self.of, self.pieces = of, {one.pk: one for one in pieces}
        self.its_words = plain_words(of.body_html)
        sorts = {one.sort for one in pieces}
        if not self.its_words:
            del self.fields["passage"]
        if "picture" not in sorts:
            for name in ("left", "top", "wide", "high"):
                del self.fields[name]
        if not sorts & {"recording", "film"}:
            del self.fields["second"]
        if not pieces:
            del self.fields["piece"]
            return
        piece = cast(forms.TypedChoiceField, self.fields["piece"])
        piece.choices = [("", _("None of them")), *((one.pk, piece_called(one, pieces)) for one in pieces)]
        piece.widget = forms.RadioSelect(choices=piece.choices)

    def clean_passage(self) -> str:
        said = " ".join(self.cleaned_data["passage"].split()).strip('“”"«»„ ')
        if said and said not in self.its_words:
            raise forms.ValidationError(_("These words do not stand in it like this. Copy them from the page."))
        return said

    def clean_second(self) -> int | None:
        said = self.cleaned_data["second"]
        try:
            return max(seconds.read(said), 0) if said else None
        except ValueError:
            raise forms.ValidationError(_("Write minutes and seconds, as 1:40.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        piece = self.pieces.get(cleaned.get("piece") or 0)
        if piece is not None and cleaned.get("passage"):
            self.add_error(
                "passage", _("Choose either words or a picture or recording. You can say another thing next.")
            )
        second, is_heard = cleaned.get("second"), piece is not None and piece.sort in {"recording", "film"}
        if second is not None and not is_heard:
            self.add_error("second", _("Choose the recording that this time belongs to."))
        elif second is not None and piece is not None and piece.seconds and second > piece.seconds:
            self.add_error("second", _("It is not as long as that: %(length)s.") % {"length": piece.length})
        sizes = [cleaned.get(name) or 0 for name in ("left", "top", "wide", "high")]
        if any(sizes) and (piece is None or not piece.is_picture):
            self.add_error("left", _("Choose the picture that this region belongs to."))
        elif any(sizes) and not all(sizes[2:]):
            self.add_error(
                "wide", _("Say how wide and how high the region is, or leave all four empty for the whole picture.")
            )
        return cleaned

    def somewhere(self) -> Spot:
        """Where is meant."""
        said = self.cleaned_data
        left, top, wide, high = (said.get(name) or 0 for name in ("left", "top", "wide", "high"))
        return Spot(
            passage=said.get("passage", ""),
            piece=self.pieces.get(said.get("piece") or 0),
            left=min(left, 99),
            top=min(top, 99),
            wide=min(wide, 100 - min(left, 99)),
            high=min(high, 100 - min(top, 99)),
            second=said.get("second"),
        )


def piece_called(piece: Attachment, pieces: list[Attachment]) -> str:
    """How a picture or recording is called among others."""
    number = [one.sort for one in pieces[: pieces.index(piece) + 1]].count(piece.sort)
    sorts = {"picture": _("Picture %(number)s"), "film": _("Film %(number)s")}
    name = sorts.get(piece.sort, _("Recording %(number)s")) % {"number": number}
    said = piece.alternative or piece.caption
    return format_html("{}: <bdi>{}</bdi>", name, said) if said else str(name)


class AskForm(SomewhereForm):
    """What somebody would like to know of what they made, or of somewhere in it. Only people with an account read it."""

    question = forms.CharField(**QUESTION)
    not_about = forms.CharField(**NOT_ABOUT)
    protocol = protocol_field(_("In which way?"))
    peers_first = forms.BooleanField(**PEERS_FIRST)
    field_order = ("question", "not_about", "protocol")

    def __init__(
        self, data: Any = None, *, of: Entry, pieces: list[Attachment], protocols: list[Protocol], asking: Asking | None
    ) -> None:
        initial = {name: getattr(asking, name) for name in self.base_fields if name != "piece"} if asking else {}
        if asking is not None:
            second = asking.second
            initial |= {"piece": asking.piece_id, "second": seconds.said(second) if second is not None else ""}
        super().__init__(data, initial=initial)
        offer_protocols(self, protocols)
        self.offer_places(of, pieces)


class PointForm(SomewhereForm, EntryWords):
    """One thing that a reader says of somewhere in what they read."""

    unread = frozenset({"second"})
    part = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What do you say of it?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say one thing of it. It may be a small one.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person,
        entry: Entry,
        of: Entry,
        pieces: list[Attachment],
        protocol: Protocol,
    ) -> None:
        super().__init__(data, initial={"part": protocol.parts[0].key})
        part = cast(forms.ChoiceField, self.fields["part"])
        part.choices = [(one.key, format_lazy("{}. {}", one.name, one.asks)) for one in protocol.parts]
        self.offer_places(of, pieces)
        self.heed_entry(person, entry.community, entry)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.held_back and not cleaned.get("passage") and not cleaned.get("piece"):
            first = next((name for name in ("passage", "piece") if name in self.fields), "words")
            self.add_error(first, _("Choose where it is. What you say of the whole stands in your critique."))
        return cleaned


class CritiqueForm(SharedForm, EntryWords):
    """What somebody says, part by part of a protocol. One part is enough."""

    def __init__(
        self,
        *args: Any,
        person: Person,
        of: Entry | None,
        protocol: Protocol,
        entry: Entry | None = None,
        has_points_somewhere: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.protocol = protocol
        # Whether something is said of somewhere already, or is to be said next.
        self.is_elsewhere = has_points_somewhere or "somewhere" in self.data
        for part in protocol.parts:
            self.fields[part.key] = forms.CharField(
                label=str(part.name),
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text=_("You could begin with: %(beginnings)s")
                % {"beginnings": " · ".join(f"“{one}”" for one in part.starters)},
            )
        place = entry or of
        self.heed_entry(person, place.community if place else None, entry)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.held_back and not self.is_elsewhere and not any(words.strip() for words in self.said().values()):
            self.add_error(self.protocol.parts[0].key, _("Say one thing first. It may be a small one."))
        return cleaned

    def said(self) -> Said:
        """What is said in each part."""
        return {part.key: self.cleaned_data.get(part.key, "") for part in self.protocol.parts}


class AnswersForm(EntryWords):
    """What somebody does with each point of a critique, and a word on it if they like."""

    def __init__(self, data: Any = None, *, person: Person, entry: Entry, points: list[Point]) -> None:
        super().__init__(data)
        self.points = points
        for number, point in enumerate(points, start=1):
            self.fields[f"answer_{point.pk}"] = forms.ChoiceField(
                label=_("%(number)s: what will you do with it?") % {"number": number},
                choices=[*Answer.choices, ("", _("Not said yet"))],
                required=False,
                initial=point.answer,
                widget=forms.RadioSelect,
            )
            self.fields[f"said_{point.pk}"] = forms.CharField(
                label=_("A word on %(number)s") % {"number": number},
                max_length=400,
                required=False,
                initial=point.said,
            )
        self.heed_entry(person, entry.community, entry)

    def answers(self) -> dict[int, tuple[str, str]]:
        """What was said of each point, by its key."""
        said = self.cleaned_data
        return {point.pk: (said[f"answer_{point.pk}"], said[f"said_{point.pk}"]) for point in self.points}
