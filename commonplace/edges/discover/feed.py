"""A book as an Atom feed (RFC 4287): what strangers may read of it, newest first."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from commonplace.commons.entries.lists import with_names
from commonplace.commons.people.models import Person
from commonplace.edges.discover.books import shown_in

_MOST = 30


class _BookFeed(Atom1Feed):
    """With the words of each entry as its content, and addresses within them read from this commons."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:base": f"{settings.ADDRESS}/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        """When the book changed last; an empty one is as old as its owner's being here, and not ever new."""
        latest: datetime = super().latest_post_date() if self.items else self.feed["begun"]
        return latest


def feed_of(owner: Person) -> str:
    """The feed of somebody whom strangers may meet."""
    address = f"{settings.ADDRESS}/@{owner.name}/"
    feed = _BookFeed(
        title=_("%(name)s’s book") % {"name": owner.display_name},
        link=address,
        description="",
        author_name=owner.display_name,
        author_link=address,
        feed_url=f"{address}feed.atom",
        language=owner.language or None,
        begun=owner.created_at,
    )
    rows = shown_in(owner, None).select_related("community").order_by("-shared_at", "-pk").prefetch_related("interests")
    entries: list[Any] = list(with_names(rows[:_MOST], None))
    for entry in entries:
        feed.add_item(
            title=entry.title or _("Without a title"),
            link=f"{settings.ADDRESS}{entry.address}",
            description=escape(entry.summary),
            unique_id=f"{settings.ADDRESS}{entry.address}",
            author_name=", ".join(one.display_name for one in entry.by) or entry.by_words or owner.display_name,
            pubdate=entry.shared_at,
            updateddate=max(entry.changed_at, entry.shared_at or entry.changed_at),
            categories=[interest.name for interest in entry.interests.all()],
            content=entry.body_html,
        )
    return feed.writeString("utf-8")
