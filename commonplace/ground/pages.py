"""A page of a list that nobody has counted: to count what matches takes longer than to fetch what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse


@dataclass(frozen=True)
class OnePage:
    """One page, as templates take a page of Django's Paginator, but for the number of all."""

    object_list: Sequence[Any]
    number: int
    has_more: bool

    @staticmethod
    def asked_for(text: str, most: int) -> int:
        """The number of a page as an address names it: 1 where it names none, and at most `most`."""
        return min(int(text[:9]), most) if text.isdecimal() and int(text[:9]) > 0 else 1

    def has_other_pages(self) -> bool:
        return self.has_more or self.number > 1

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.has_more

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


def asked_too_often(response: HttpResponse, wait: int) -> HttpResponse:
    """A page that says to wait, with the seconds that programs read (RFC 6585, section 4; RFC 9110, section 10.2.3)."""
    response.status_code = 429
    response.headers["Retry-After"] = str(wait)
    return response
