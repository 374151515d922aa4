"""Languages that a community may speak, named in themselves."""

from functools import lru_cache

from babel import Locale
from django.conf import settings

# fmt: off
_CODES = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et",
    "eu", "fa", "fi", "fil", "fr", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig",
    "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mi", "mk", "ml", "mn", "mr",
    "ms", "mt", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt", "pt_BR", "ro", "ru", "rw", "si", "sk",
    "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tr", "uk", "ur", "uz", "vi", "xh", "yo",
    "zh", "zh_Hant", "zu",
]
# fmt: on


@lru_cache(maxsize=1)
def languages() -> list[tuple[str, str]]:
    """Codes and names for a select, by the name in each language itself."""
    named = [(code.replace("_", "-"), Locale.parse(code).display_name or code) for code in _CODES]
    return sorted(((code, name[0].upper() + name[1:]) for code, name in named), key=lambda pair: pair[1].casefold())


def spoken(language: str, otherwise: str) -> str:
    """The language for our own words beside a community's: its own, where this commons speaks it."""
    return language if language in dict(settings.LANGUAGES) else otherwise
