"""Forms as they stand on a page: where each of them is sent to, and what stands in its fields."""

import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where a form is sent to, and its fields as whoever opens the page finds them. What can be chosen is chosen."""

    address: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)  # those of the fields that take a file


class _Reader(HTMLParser):
    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._address = address
        self._open: Form | None = None
        self._writing: str | None = None  # the text area or the list that is open
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._open = Form(urllib.parse.urljoin(self._address, given.get("action", "")))
            self.forms.append(self._open)
        if self._open is None:
            return
        name, fields = given.get("name", ""), self._open.fields
        if tag in {"textarea", "select"}:
            self._writing = name
            fields.setdefault(name, "")
        elif tag == "option" and self._writing and ("selected" in given or not fields[self._writing]):
            fields[self._writing] = given.get("value", "")
        elif given.get("type") == "file":
            fields[name] = ""
            self._open.files.add(name)
        elif tag in {"input", "button"} and name and ("checked" in given or not fields.get(name)):
            fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag in {"textarea", "select"}:
            self._writing = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._writing and self.lasttag == "textarea":
            self._open.fields[self._writing] += data


def forms_on(page: str, address: str) -> list[Form]:
    """The forms of a page that are sent by POST, without their tokens. `address` is the page's own."""
    forms = _Reader(page, address).forms
    for one in forms:
        one.fields.pop("csrfmiddlewaretoken", None)
    return forms
