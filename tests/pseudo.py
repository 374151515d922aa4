"""A pseudo-translation that runs from right to left and is a third longer, to see what was not marked for translation.

Every message of the project is written in Arabic letters that mean nothing; what people wrote stays as it is.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

PACKAGE = Path(__file__).resolve().parent.parent / "commonplace"
_KEPT = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}|<[^>]+>|&[a-z]+;")
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))


def pseudo(words: str) -> str:
    """The message in letters that run the other way, longer, with its placeholders in place."""

    def turned(text: str) -> str:
        return "".join(_LETTERS.get(letter.lower(), letter) for letter in text)

    parts, last = [], 0
    for kept in _KEPT.finditer(words):
        parts += [turned(words[last : kept.start()]), kept[0]]
        last = kept.end()
    return "".join([*parts, turned(words[last:])]) + " ئئ" * (len(words) // 12)


def messages() -> Catalog:
    """Every message that is marked for translation, in Python and in templates."""
    catalogue = Catalog(locale="ar", domain="django")
    methods = [("**/jinja2/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
    keywords = {
        "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
        "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    }  # fmt: skip
    options = {
        "**/jinja2/**.html": {
            "extensions": "jinja2.ext.i18n,jinja2.ext.loopcontrols",
            "silent": "false",
            "newstyle_gettext": "true",
            "trimmed": "false",
        }
    }
    for file, line, message, _comments, context in extract_from_dir(str(PACKAGE), methods, options, keywords=keywords):
        catalogue.add(message, None, [(file, line)], context=context)
    return catalogue


def write_catalogue(home: Path) -> int:
    """Lay the compiled pseudo-translation into a home, as a host would lay a real one. Returns how many messages it has."""
    catalogue = messages()
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            message.string = tuple(pseudo(message.id[-1]) for _form in range(catalogue.num_plurals))
        else:
            message.string = pseudo(message.id)
        message.flags.discard("fuzzy")
    folder = home / "locale" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.mo").open("wb") as handle:
        write_mo(handle, catalogue)
    return len(catalogue)
