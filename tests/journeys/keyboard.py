"""Somebody who has a keyboard and a screen reader: what they press is found in the accessibility tree and reached by Tab."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.sync_api import FilePayload, Page

# Whatever takes the focus and can be pressed or written into, as Chromium calls it.
CONTROLS = {
    "button", "checkbox", "combobox", "Date", "DisclosureTriangle", "InputTime", "link", "radio", "searchbox", "slider",
    "spinbutton", "textbox",
}  # fmt: skip
# Parts of a page that a reader jumps to; each says what it is.
NAMED = {"navigation", "region", "complementary"}
LIVE = {"status": "polite", "alert": "assertive"}
MOST_TABS = 250
SHOWN = """one => {
    // A link around a picture has the picture's box.
    const boxes = [one, ...one.querySelectorAll("img")].flatMap(part => [...part.getClientRects()]);
    const style = getComputedStyle(one), area = of => of.width * of.height;
    const box = boxes.sort((a, b) => area(b) - area(a))[0] ?? one.getBoundingClientRect();
    // Not hidden behind anything: WCAG 2.2, 2.4.11.
    const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
    const points = parts.flatMap(x => parts.map(y => [box.left + box.width * x, box.top + box.height * y]));
    const there = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
    return {
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)",
        seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
        covered: !there.some(top => one.contains(top) || (top.contains(one) && top.tagName === "LABEL")),
        body: one === document.body || one === document.documentElement,
    };
}"""


@dataclass
class Node:
    """A part of the page as a screen reader has it."""

    key: int  # the same for the node and for the element that has the focus
    role: str
    name: str
    description: str
    said: dict[str, Any]
    place: int
    above: list["Node"] = field(default_factory=list, repr=False)
    words: str = ""

    @property
    def context(self) -> str:
        """The name of the part in which it stands: of its group, its list or its region."""
        return next((one.name for one in reversed(self.above) if one.name and one.role not in {"RootWebArea"}), "")


def _value(raw: dict[str, Any], name: str) -> str:
    return str((raw.get(name) or {}).get("value", ""))


class Tree:
    """The accessibility tree of a page, in its order."""

    def __init__(self, raw: list[dict[str, Any]]) -> None:
        by_id = {one["nodeId"]: one for one in raw}
        self.nodes: list[Node] = []
        for one in raw:
            if "parentId" not in one or one["parentId"] not in by_id:
                self._add(one, by_id, [])

    def _add(self, raw: dict[str, Any], by_id: dict[str, Any], above: list[Node]) -> None:
        role = _value(raw, "role")
        if not raw.get("ignored"):
            said = {one["name"]: one["value"].get("value") for one in raw.get("properties", [])}
            name = " ".join(_value(raw, "name").split())
            node = Node(
                raw.get("backendDOMNodeId", 0),
                role,
                name,
                _value(raw, "description"),
                said,
                len(self.nodes),
                list(above),
            )
            self.nodes.append(node)
            if role == "StaticText":
                for one in above:
                    one.words += f"{name} "
            above = [*above, node]
        for child in raw.get("childIds", []):
            if child in by_id:
                self._add(by_id[child], by_id, above)

    def all(self, role: str) -> list[Node]:
        return [one for one in self.nodes if one.role == role]

    def told(self) -> str:
        """What its live regions say."""
        return " ".join(one.words for role in LIVE for one in self.all(role))

    def faults(self) -> Iterator[str]:
        """What a screen reader's reader would stumble over."""
        headings = [one for one in self.all("heading") if one.said.get("level") == 1]
        if len(headings) != 1:
            yield f"{len(headings)} headings of the first level"
        if len(self.all("main")) != 1:
            yield "not one main part"
        yield from self._parts()
        for role, live in LIVE.items():
            for one in self.all(role):
                if one.said.get("live") != live:
                    yield f"{role} that is told {one.said.get('live')}: {one.words}"
        controls = [one for one in self.nodes if one.role in CONTROLS]
        yield from (f"a {one.role} without a name in {one.context!r}" for one in controls if not one.name)
        yield from self._alike(controls)

    def _parts(self) -> Iterator[str]:
        for role in NAMED:
            names = Counter(one.name for one in self.all(role))
            yield from (f"{role} {name!r}, {count} times" for name, count in names.items() if count > 1 or not name)

    def _alike(self, controls: list[Node]) -> Iterator[str]:
        """Buttons and fields called the same within one part, and links called the same that lead to two places."""
        # What people gave the same title is called the same; author and day stand beside it.
        titles = {one.name for one in controls if one.role == "link" and any(up.role == "heading" for up in one.above)}
        where, seen = defaultdict[tuple[str, str], set[str]](set), Counter[tuple[str, str, str]]()
        for one in controls:
            if one.role == "link":
                where[one.context, one.name].add(str(one.said.get("url")))
            elif not any(up.role in {"Date", "InputTime"} for up in one.above):
                seen[one.role, one.context, one.name] += 1
        for (context, name), addresses in where.items():
            # The same may happen twice; its day stands before each notice.
            is_news = all("/notices/" in address for address in addresses)
            if len(addresses) > 1 and not is_news and not any(name.endswith(title) for title in titles):
                yield f"link {name!r} in {context!r} to {sorted(addresses)}"
        yield from (f"{role} {name!r} in {context!r}, {n} times" for (role, context, name), n in seen.items() if n > 1)


def tree_of(page: Page) -> Tree:
    """The tree of the page that is open now."""
    line = page.context.new_cdp_session(page)
    line.send("Accessibility.enable")
    made = Tree(line.send("Accessibility.getFullAXTree")["nodes"])
    line.detach()
    return made


class Keyboard:
    """A page that is used by keys alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._line = page.context.new_cdp_session(page)
        self._line.send("Accessibility.enable")
        page.on(
            "filechooser", lambda window: None
        )  # from now on windows to choose a file in are ours, not the system's
        self._line.send("DOM.enable")
        self._line.send("DOM.getDocument", {"depth": 0})
        self.arrive()

    def arrive(self) -> None:
        """Look around on a page that has just opened: it has what every page has, and begins with the way past its top."""
        self.page.wait_for_load_state()
        faults = list(self.tree().faults())
        assert not faults, f"{self.page.url}: {faults}"
        if self.page.evaluate("document.activeElement === document.body && !location.hash"):
            self.tab()
            assert self.focused().name == "Skip to the page", f"{self.page.url}: {self.focused()}"

    def tree(self) -> Tree:
        return Tree(self._line.send("Accessibility.getFullAXTree")["nodes"])

    def focused(self) -> Node:
        """What has the focus."""
        key = self._focus()
        found = next((one for one in self.tree().nodes if one.key == key), None)
        assert found, f"{self.page.url}: the focus is where no screen reader finds it"
        return found

    def _focus(self) -> int:
        found = self._line.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        described = self._line.send("DOM.describeNode", {"objectId": found["objectId"]})["node"]
        return int(described["backendNodeId"])

    def tab(self, back: bool = False) -> int:
        """One step on, or back. Where the focus is then can be seen."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        shown = self.page.evaluate_handle("document.activeElement").evaluate(SHOWN)
        where = f"{self.page.url}: {self.page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"
        assert not shown["body"], f"the focus is lost: {where}"
        assert shown["seen"], f"the focus is out of sight: {where}"
        assert shown["ring"], f"the focus shows nowhere: {where}"
        assert not shown["covered"], f"something lies over what has the focus: {where}"
        return self._focus()

    def find(self, role: str, name: str, which: int = 0) -> Node:
        """What is called so: the words, or words that begin so where they end with an ellipsis."""
        tree = self.tree()
        wanted = re.compile(
            re.escape(name.removesuffix("…")) + ("" if name.endswith("…") else r"( \(if you like\))?$"), re.I
        )
        found = [one for one in tree.all(role) if wanted.match(one.name)]
        there = sorted({f"{one.role}: {one.name}" for one in tree.nodes if one.role in CONTROLS})
        assert len(found) > which, f"{self.page.url}: no {role} {name!r} among\n" + "\n".join(there)
        return found[which]

    def to(self, role: str, name: str, which: int = 0) -> Node:
        """Go there by Tab, or by Shift+Tab where it lies behind, past everything else in the order of the page."""
        if self.page.evaluate("document.activeElement === document.body"):
            self.tab()  # a page may open at one of its parts
        target = self.find(role, name, which)
        places = {one.key: one.place for one in self.tree().nodes}
        place = places[self._focus()]
        back = target.place < place
        for _step in range(MOST_TABS):
            key = self._focus()
            if key == target.key or (role == "radio" and self._is_of_group(target)):
                return target
            key = self.tab(back)
            assert key in places, f"{self.page.url}: the focus is where no screen reader finds it"
            assert (places[key] <= place) if back else (places[key] >= place), (
                f"{self.page.url}: {target.name!r} is not reached; the order turns around at {self.focused()}"
            )
            place = places[key]
        raise AssertionError(f"{self.page.url}: {target} is not reached by Tab")

    def _is_of_group(self, target: Node) -> bool:
        """Whether the focus is in the group of a radio button, within which arrows lead on."""
        found = self._line.send("DOM.resolveNode", {"backendNodeId": target.key})["object"]["objectId"]
        same = """function() {
            const at = document.activeElement;
            return at.type === "radio" && at.name === this.name && at.form === this.form;
        }"""
        return bool(
            self._line.send("Runtime.callFunctionOn", {"objectId": found, "functionDeclaration": same})["result"][
                "value"
            ]
        )

    def press(self, name: str, which: int = 0, role: str = "button") -> None:
        """Press a button that leads to another page."""
        self.to(role, name, which)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.arrive()

    def follow(self, name: str, which: int = 0) -> None:
        self.press(name, which, "link")

    def write(self, name: str, words: str, which: int = 0, role: str = "textbox") -> None:
        self.to(role, name, which)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, name: str) -> None:
        self.to("checkbox", name)
        self.page.keyboard.press("Space")
        assert self.focused().said.get("checked") == "true"

    def choose(self, name: str) -> None:
        """A radio button: Tab leads to its group, arrows lead on within."""
        target = self.to("radio", name)
        for _step in range(60):
            if self._focus() == target.key:
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert self.focused().key == target.key
        assert self.focused().said.get("checked") == "true", name

    def pick(self, name: str, words: str) -> None:
        """Choose from a list by typing how the words begin."""
        self.to("combobox", name)
        self.page.keyboard.type(words)
        assert self.page.evaluate("document.activeElement.selectedOptions[0].text").startswith(words)

    def day(self, name: str, day: date, which: int = 0) -> None:
        self.to("Date", name, which)
        self.page.keyboard.type(f"{day:%m%d%Y}")
        assert self.page.evaluate("document.activeElement.value") == day.isoformat()

    def time(self, name: str, hour: int) -> None:
        self.to("InputTime", name)
        self.page.keyboard.type(f"{hour % 12 or 12:02}00{'PM' if hour >= 12 else 'AM'}")
        assert self.page.evaluate("document.activeElement.value") == f"{hour:02}:00"

    def bring(self, name: str, file: FilePayload) -> None:
        """Choose a file in the window that the key opens."""
        self.to("button", name)
        with self.page.expect_file_chooser() as window:
            self.page.keyboard.press("Enter")
        window.value.set_files(file)

    def reads(self, words: str) -> None:
        """The words are on the page, for ears."""
        all_words = next(one.words for one in self.tree().nodes if one.role == "main")
        assert words in " ".join(all_words.split()), f"{self.page.url}: {words!r} is not read"

    def hears(self, words: str) -> None:
        """A live region says what happened."""
        told = self.tree().told()
        assert words in told, f"{self.page.url}: {words!r} is not told, but {told!r}"
