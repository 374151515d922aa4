"""How a case study is cited: in words, as CSL JSON, as BibTeX, and for search engines in the words of https://schema.org.

CSL JSON as the Citation Style Language's schema for input has it (https://github.com/citation-style-language/schema,
csl-data.json). A case study is written by its community together, so that is who is named as its author.
"""

import json
import unicodedata
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from commonplace.commons.communities.linked_data import data_script, organisation, place_called
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import ids
from commonplace.stages.publish.telling import Telling

_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
# What TeX reads as something else, in the words that set the sign itself (Knuth, The TeXbook, chapter 7).
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts no quotation mark within braces, but some that read it do.
    '"': r"\textquotedbl{}",
}


def _facts(entry: Entry, commons: Commons) -> dict[str, str]:
    """What every citation says, each on one line, with nobody called whom open pages may not name."""
    community = entry.community
    said = {
        "title": entry.title,
        "author": community.name if community else commons.name,
        "publisher": commons.name,
        "abstract": entry.summary,
        "place": community.place if community else "",
    }
    veiled = veil(said.values())
    return {name: _on_one_line(veiled(words)) for name, words in said.items()}


def _on_one_line(words: str) -> str:
    kept = (" " if unicodedata.category(sign)[0] in "CZ" and sign not in "\u200c\u200d" else sign for sign in words)
    return " ".join("".join(kept).split())


def address_of(entry: Entry) -> str:
    """An entry’s whole address."""
    return settings.ADDRESS + entry.address


def _published(entry: Entry) -> date:
    return timezone.localtime(entry.shared_at or entry.created_at).date()


def citation_in_words(entry: Entry, commons: Commons) -> str:
    """As people write it: author, year, title, publisher, address."""
    facts = _facts(entry, commons)
    said = {**facts, "year": _published(entry).year, "address": address_of(entry)}
    return _("%(author)s (%(year)s). %(title)s. Case study, %(publisher)s. %(address)s") % said


def csl_json(entry: Entry, commons: Commons) -> str:
    """A list of one item."""
    facts, day = _facts(entry, commons), _published(entry)
    item: dict[str, Any] = {
        "id": f"commonplace-{ids.written(entry.pk)}",
        "type": "report",
        "genre": _("Case study"),
        "title": facts["title"],
        "author": [{"literal": facts["author"]}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": facts["publisher"],
        "event-place": facts["place"],
        "abstract": facts["abstract"],
        "language": entry.language,
        "URL": address_of(entry),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _in_tex(words: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in words)


def bibtex(entry: Entry, commons: Commons) -> str:
    """An entry of type “techreport”, which every style of BibTeX knows."""
    facts, day = _facts(entry, commons), _published(entry)
    # Braces within braces keep capitals, and keep a community's name from being read as that of a person.
    fields = {
        "author": "{" + _in_tex(facts["author"]) + "}",
        "title": "{" + _in_tex(facts["title"]) + "}",
        "institution": "{" + _in_tex(facts["publisher"]) + "}",
        "type": _in_tex(_("Case study")),
        "year": f"{day.year:04}",
        "month": f"{day.month}",
        "day": f"{day.day}",
        "abstract": _in_tex(facts["abstract"]),
        "address": _in_tex(facts["place"]),
        "language": _in_tex(entry.language),
        "url": address_of(entry),
    }
    lines = [f"  {name} = {{{words}}}" for name, words in fields.items() if words.strip("{}")]
    return f"@techreport{{commonplace-{ids.written(entry.pk)},\n" + ",\n".join(lines) + "\n}\n"


def study_data(told: Telling, commons: Commons) -> Markup:
    """What strangers may know of it, for search engines: a report of an event that a community held."""
    entry, community = told.entry, told.entry.community
    if entry.is_draft or community is None:
        return Markup("")
    first, last = community.starts_on, community.ends_on
    return data_script(
        {
            "@type": "Report",
            "name": entry.title,
            "abstract": entry.summary,
            "url": address_of(entry),
            "inLanguage": entry.language,
            "datePublished": _published(entry).isoformat(),
            "license": _LICENCES.get(entry.licence, ""),
            "keywords": [name for _slug, name, _practices in told.values],
            "author": organisation(community),
            "publisher": {"@type": "Organization", "name": commons.name, "url": settings.ADDRESS + "/"},
            "image": settings.ADDRESS + told.cover.address if told.cover else "",
            "spatialCoverage": place_called(community.place, community.point),
            "temporalCoverage": f"{first.isoformat()}/{(last or first).isoformat()}" if first else "",
        }
    )
