"""Reads forms off a page as a browser would, so that tests send what a person would send."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self.ids: set[str] = set()

    def handle_starttag(self, tag, given):
        attrs = dict(given)
        self.ids |= {attrs["id"]} if "id" in attrs else set()
        name, kind = attrs.get("name"), attrs.get("type")
        if tag == "textarea":
            self._textarea = name
            self.said.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attrs:
            self.said.append((self._select, attrs.get("value", "")))
        elif tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in attrs):
            self.said.append((name, attrs.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._textarea:
            name, before = self.said[-1]
            self.said[-1] = (name, before + data)


def form_on(response) -> dict[str, list[str]]:
    """What the form on a page holds, by the names of its fields."""
    reader = _Form()
    reader.feed(response.content.decode().replace('">\n', '">').partition("<footer")[0])
    said: dict[str, list[str]] = {}
    for name, value in reader.said:
        if name != "csrfmiddlewaretoken":
            said.setdefault(name, []).append(value)
    return said


def ids_on(response) -> set[str]:
    """Every id on a page."""
    reader = _Form()
    reader.feed(response.content.decode())
    return reader.ids
