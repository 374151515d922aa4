"""How notices read. A notice keeps what happened; its words are made when it is read, for what its reader may see then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Person
from commonplace.ground.text import isolated


@dataclass(frozen=True)
class Enclosed:
    """What goes with a notice in a letter: more words, and a calendar with its method, each where there is any."""

    words: str = ""
    calendar: tuple[str, str] | None = None


Enclose = Callable[[Notice, Person], Enclosed]


@dataclass(frozen=True)
class Wording:
    """How a notice of one kind reads: `words` with %(by)s, %(entry)s, %(community)s; and where it leads.

    What `cannot_wait` is mailed at once, also to those who otherwise want one letter a day. `enclose` gives what goes with
    it in a letter to somebody.
    """

    words: Promise | str
    address: Callable[[Notice], str]
    cannot_wait: bool = False
    enclose: Enclose | None = None


_wordings: dict[str, Wording] = {}


def entry_address(notice: Notice) -> str:
    """The notice's entry, its community where it has none, or the list of notices."""
    if notice.entry:
        return notice.entry.address
    return notice.community.address if notice.community else "/notices/"


def wording(
    kind: str,
    words: Promise | str,
    address: Callable[[Notice], str] = entry_address,
    *,
    cannot_wait: bool = False,
    enclose: Enclose | None = None,
) -> None:
    """Say how notices of a kind read. Called where the package that records the kind registers its listeners."""
    _wordings[kind] = Wording(words, address, cannot_wait, enclose)


def kinds_that_cannot_wait() -> list[str]:
    """The kinds of notices that are mailed at once to everybody who has letters."""
    return [kind for kind, wording in _wordings.items() if wording.cannot_wait]


def enclosed(notice: Notice, person: Person) -> Enclosed:
    """What goes with a notice in a letter to somebody, as far as they may see it."""
    enclose = wording_of(notice).enclose
    return enclose(notice, person) if enclose else Enclosed()


_SOMETHING_HAPPENED = Wording(_("Something happened that concerns you."), entry_address)


def wording_of(notice: Notice) -> Wording:
    """The wording of a notice; a plain one for a kind that no installed package words."""
    return _wordings.get(notice.kind, _SOMETHING_HAPPENED)


@dataclass(frozen=True)
class Told:
    """A notice as one person reads it. `community` is where it happened, if anywhere that they may know of."""

    pk: int
    words: str
    community: str
    address: str
    at: datetime
    is_new: bool


def readable(rows: Iterable[Notice], viewer: Person) -> list[Told]:
    """These notices in words, without those that `viewer` may no longer read. Two queries.

    The rows come with their entry, community and `by` joined. Communities are named that the viewer can see, or was in.
    """
    notices = list(rows)
    kept = set(
        Notice.objects.readable_by(viewer).filter(pk__in=[row.pk for row in notices]).values_list("pk", flat=True)
    )
    belonged = Membership.objects.filter(person=viewer, community=OuterRef("pk"))
    visible = Community.objects.visible_to(viewer).filter(pk=OuterRef("pk"))
    known = Community.objects.filter(
        Q(Exists(belonged)) | Exists(visible), pk__in={row.community_id for row in notices}
    )
    named = set(known.values_list("pk", flat=True))
    return [_told(row, row.community_id in named) for row in notices if row.pk in kept]


def _told(notice: Notice, names_community: bool) -> Told:
    wording = wording_of(notice)
    community = notice.community.name if notice.community and names_community else ""
    names = {
        "by": notice.by.display_name if notice.by and notice.by.left_at is None else gettext("Somebody"),
        "entry": notice.entry.title if notice.entry else "",
        "community": community or gettext("a community"),
    }
    parts = {part: isolated(name) for part, name in names.items()}
    words = str(wording.words) % parts
    return Told(notice.pk, words, community, wording.address(notice), notice.at, notice.read_at is None)
