"""What a report is about, as far as whoever reports it may see; and who would read it, told truthfully."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import actions, sayings
from commonplace.commons.safeguard.readers import hosts_beside, reading_community
from commonplace.commons.safeguard.watching import read_first_by
from commonplace.ground import ids


@dataclass(frozen=True)
class Target:
    """What a report is about: the arguments of `actions.report`, how a page calls it, and where one came from."""

    given: dict[str, Any]
    words: str
    address: str


def _number(text: str) -> int:
    try:
        return ids.read(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _comment(viewer: Person | None, key: str) -> Target:
    pk = _number(key)
    kept_back = read_first_by(viewer) if viewer else Comment.objects.none()
    comment = kept_back.filter(pk=pk).select_related("entry__community", "by").first()
    came_from = "watch/" if comment else ""
    seen = Comment.objects.visible_to(viewer)
    comment = comment or get_object_or_404(seen.select_related("entry__community", "by"), pk=pk)
    given = {"name": comment.by.display_name, "entry": comment.entry.title}
    address = f"{comment.entry.address}{came_from}"
    return Target({"comment": comment}, _("what %(name)s said to “%(entry)s”") % given, address)


def _entry(viewer: Person | None, key: str) -> Target:
    entry = get_object_or_404(Entry.objects.visible_to(viewer).select_related("community"), pk=_number(key))
    return Target({"entry": entry}, f"“{entry.title}”", entry.address)


def _saying(kind: sayings.SayingKind, viewer: Person | None, key: str) -> Target:
    linked = kind.by_link(key, viewer) if kind.by_link else None
    saying = sayings.Saying(kind, linked or get_object_or_404(kind.seen_by(viewer), pk=_number(key)))
    return Target({"saying": saying}, sayings.called(kind.name, saying.entry), saying.address)


def target_of(request: Request) -> Target:
    """What the address names, as far as this person, or a stranger, may see it; else 404."""
    viewer, asked = request.person, request.GET
    if "comment" in asked:
        return _comment(viewer, asked["comment"])
    if "entry" in asked:
        return _entry(viewer, asked["entry"])
    for kind in sayings.kinds():
        if kind.name in asked:
            return _saying(kind, viewer, asked[kind.name])
    community = None
    if "community" in asked:
        seen = Community.objects.visible_to(viewer).select_related("parent")
        community = get_object_or_404(seen, slug=asked["community"])
    if "person" in asked:
        # Somebody across a block can be reported still: that may be why there is one.
        people = Person.objects.filter(left_at=None) if viewer else Person.objects.shown_to(None)
        person = get_object_or_404(people, name=asked["person"])
        where = community if community and community.membership_of(viewer) and community.membership_of(person) else None
        return Target({"person": person, "community": where}, person.display_name, f"/@{person.name}/")
    if community is None:
        raise Http404
    return Target({"community": community}, f"“{community.name}”", community.address)


def _nobody_words(target: Target) -> str:
    """Nobody beside those whom it is about would read it."""
    if set(target.given) == {"community"}:
        return _(
            "It is about those who look after this community, and they would read it themselves: there is nobody else. "
            "You may rather want to tell somebody whom you trust, outside this commons."
        )
    return _(
        "Nobody could read it now: it concerns the only person here who would. It is kept from them, and waits until a "
        "second host is here. You may want to tell somebody whom you trust, outside this commons, as well."
    )


def readers_of(target: Target, viewer: Person | None) -> str:
    """Who will read a report about this, and what they see of who sent it, in words."""
    given = {"entry": None, "comment": None, "person": None, "community": None, "saying": None, **target.given}
    about = actions.concerned(**given)
    entry = given["comment"].entry if given["comment"] else given["entry"]
    where = given["saying"].community if given["saying"] else entry.community if entry else given["community"]
    community = reading_community(viewer, where, about)
    hosts = hosts_beside(viewer, about).exists()
    if community is None and not hosts:
        return _nobody_words(target)
    if community is None:
        readers = _("The hosts of this commons read it, except those whom it is about.")
    elif not Community.objects.visible_to(viewer).filter(pk=community.pk).exists():
        readers = _("Those who keep people safe here read it, except those whom it is about.")
    elif hosts:
        readers = _("Those who look after “%(name)s” and the hosts of this commons read it.") % {"name": community.name}
    else:
        readers = _("Those who look after “%(name)s” read it, except those whom it is about.") % {
            "name": community.name
        }
    if viewer is None:
        seen = _("They see that it came from outside, and the words as they stand now.")
    else:
        seen = _("They see your name and the words as they stand now. Whom it is about is not told who reported it.")
    return f"{readers} {seen}"
