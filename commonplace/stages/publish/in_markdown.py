"""A case study as Markdown (CommonMark with footnotes), to be taken anywhere."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Commons
from commonplace.stages.publish.about import facts_about
from commonplace.stages.publish.citing import citation_in_words
from commonplace.stages.publish.reading import Said
from commonplace.stages.publish.telling import Telling

# Signs that make something of a text, wherever they stand, or at the beginning of a line.
_SIGNS = re.compile(r"([\\`*_\[\]<>~|&])")
_BEGINS = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)


def escaped(words: str) -> str:
    """People's words so that they stay what they are: nothing in them is read as Markdown."""
    lines = "\n".join(line.strip() for line in _SIGNS.sub(r"\\\1", words).splitlines())
    # A digit is no sign to be escaped: the dot or bracket after it is.
    return _BEGINS.sub(_at_the_beginning, lines)


def _at_the_beginning(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def in_markdown(told: Telling, commons: Commons) -> str:
    """The whole of what its reader may read, with sources as footnotes and how to cite it."""
    parts = [f"# {_line(told.entry.title)}"]
    if told.entry.summary:
        parts.append(f"*{_line(told.entry.summary)}*")
    facts = facts_about(told)
    if facts:
        parts.append("\n".join(f"- {_line(name)}: {_line(words)}" for name, words in facts))
    if told.values:
        parts.append(f"## {_('What they held to')}")
        for _slug, name, practices in told.values:
            parts.append("\n".join([f"- **{_line(name)}**", *(f"  - {_line(practice)}" for practice in practices)]))
        if told.design:
            title = _line(told.design.title or _("Design"))
            parts.append(
                _("From the design: %(link)s") % {"link": f"[{title}]({settings.ADDRESS}{told.design.address})"}
            )
    notes: list[str] = []
    for section, statements in told.sections:
        parts.append(f"## {section.label}")
        for number, said in statements:
            parts.append(_statement(number, said))
            if said.source and number:
                source = f"[{_line(said.source.title or said.kind_words)}]({settings.ADDRESS}{said.leads_to})"
                notes.append(f"[^{number}]: {_line(said.kind_words)}: {source}")
    parts += [f"## {_('Cite it')}", _line(citation_in_words(told.entry, commons))]
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(parts) + "\n"


def _line(words: str) -> str:
    return escaped(" ".join(words.split()))


def _statement(number: int, said: Said) -> str:
    note = f"[^{number}]" if number and said.source else ""
    words = escaped(said.words) + note
    if not said.is_quotation:
        return words
    by = _line(said.by) if said.by else _("somebody who took part")
    return "\n".join(f"> {line}".rstrip() for line in f"{words}\n\n— {by}".splitlines())
