"""The form of a protocol of a community’s own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.ground.text import clean
from commonplace.stages.critique.models import OwnProtocol

# A protocol has so many parts at most, and takes so many minutes in a step.
_MOST_PARTS, _MOST_STEPS, _MOST_MINUTES = 4, 12, 120


def _lines(words: str) -> list[str]:
    return [line.strip() for line in clean(words).splitlines() if line.strip()]


class ProtocolForm(forms.Form):
    """A community's own protocol. Whoever has an account and sees the community reads it."""

    name = forms.CharField(
        label=_("How is it called?"), max_length=60, error_messages={"required": _("Give it a name.")}
    )
    about = forms.CharField(label=_("What is it good for?"), max_length=200, required=False)
    steps = forms.CharField(
        label=_("Together, step by step"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One step in a line, with its minutes first: “4 All read, and note places.”"),
    )
    roles = forms.CharField(
        label=_("Who does what"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in a line: “One of us keeps the time.”"),
    )
    example = forms.CharField(
        label=_("An example of a good one"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_open = forms.BooleanField(
        label=_("Other communities may make theirs from it"),
        required=False,
        help_text=_("They see where it came from. What they change, they change for themselves."),
    )

    def __init__(self, data: Any = None, *, row: OwnProtocol | None) -> None:
        initial: dict[str, Any] = {}
        if row is not None:
            initial = {
                "name": row.name,
                "about": row.about,
                "example": row.example,
                "is_open": row.is_open,
                "roles": "\n".join(row.roles),
                "steps": "\n".join(f"{minutes} {words}" for minutes, words in row.steps),
            }
        for number, part in enumerate(row.parts if row else [], start=1):
            initial |= {f"part_{number}": part["name"], f"asks_{number}": part["asks"]}
            initial[f"starters_{number}"] = "\n".join(part["starters"])
        super().__init__(data, initial=initial)
        for number in range(1, _MOST_PARTS + 1):
            self.fields[f"part_{number}"] = forms.CharField(
                label=_("Part %(number)s") % {"number": number}, max_length=60, required=number == 1
            )
            self.fields[f"asks_{number}"] = forms.CharField(
                label=_("What part %(number)s asks") % {"number": number}, max_length=200, required=False
            )
            self.fields[f"starters_{number}"] = forms.CharField(
                label=_("Beginnings of sentences for part %(number)s") % {"number": number},
                max_length=800,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One in a line: “I stayed with …”"),
            )
        self.fields["part_1"].error_messages["required"] = _("Name at least one part: what is said in it?")
        self.order_fields(
            ["name", "about", *(f"{name}_{n}" for n in range(1, 5) for name in ("part", "asks", "starters"))]
        )

    def clean_steps(self) -> list[tuple[int, str]]:
        """The minutes and words of each step."""
        steps = []
        for line in _lines(self.cleaned_data["steps"]):
            minutes, _space, words = line.partition(" ")
            if not (
                minutes.isascii() and minutes.isdecimal() and 0 < int(minutes[:9]) <= _MOST_MINUTES and words.strip()
            ):
                raise forms.ValidationError(
                    _(
                        "Begin each step with its minutes, from 1 to %(most)s, as in “4 All read.” This one does not: %(line)s"
                    )
                    % {"most": _MOST_MINUTES, "line": line[:60]}
                )
            steps.append((int(minutes), words.strip()[:300]))
        if len(steps) > _MOST_STEPS:
            raise forms.ValidationError(
                _("These are more than %(most)s steps. Put some together.") % {"most": _MOST_STEPS}
            )
        return steps

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        names = [cleaned.get(f"part_{number}") for number in range(1, _MOST_PARTS + 1)]
        for number, name in enumerate(names, start=1):
            if name and names.index(name) != number - 1:
                self.add_error(f"part_{number}", _("Two parts are called alike. Call one of them differently."))
        return cleaned

    def words(self) -> dict[str, Any]:
        """As `own_protocols.write_protocol` takes them."""
        said = self.cleaned_data
        parts = [
            {
                "name": said[f"part_{number}"],
                "asks": said[f"asks_{number}"],
                "starters": _lines(said[f"starters_{number}"])[:6],
            }
            for number in range(1, _MOST_PARTS + 1)
            if said[f"part_{number}"]
        ]
        return {
            **{name: said[name] for name in ("name", "about", "example", "is_open", "steps")},
            "roles": _lines(said["roles"])[:8],
            "parts": parts,
        }
