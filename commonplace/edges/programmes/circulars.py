"""Writing to everybody in a programme, to the teams of one stage, or to one team.

Each goes out as an entry: one that the programme's members read, or one for each team that its members and those who carry
the programme read. So answers stand beside it, nobody is written to alone, and notices and letters keep to what each
person chose.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from commonplace.commons.communities.models import Audience, Community, Membership, Stage
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.edges.programmes.models import Circular
from commonplace.edges.programmes.rules import may_write_circular
from commonplace.edges.programmes.teams import teams_of
from commonplace.ground import clock
from commonplace.ground.happenings import record

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Reach:
    """How many people something would reach; how many of them get a letter too; how many read it in more than one team."""

    people: int
    letters: int
    twice: int


def teams_to_write_to(programme: Community, viewer: Person) -> QuerySet[Community]:
    """The teams that staff can write to: open ones, whose page they see."""
    return teams_of(programme, viewer).filter(closed_at=None)


def chosen(to: str, teams: Collection[Community]) -> list[Community]:
    """The teams that a choice of the form means; none of them where it means the programme itself."""
    kind, _dash, which = to.partition("-")
    return [team for team in teams if which in ((team.slug,) if kind == "team" else (str(team.stage),))]


def choices(teams: Collection[Community]) -> tuple[list[tuple[str, str | Promise]], list[tuple[str, str]]]:
    """What the form offers beside everybody: the stages at which there are teams, and the teams."""
    stages = sorted({team.stage for team in teams})
    return [(f"stage-{stage}", Stage(stage).label) for stage in stages], [
        (f"team-{team.slug}", team.name) for team in teams
    ]


def reach(programme: Community, teams: Collection[Community], by: Person) -> Reach:
    """Whom notices would go to now: those who are here, but for `by` and whoever stands across a block from them."""
    places = [team.pk for team in teams] or [programme.pk]
    met = Person.objects.shown_to(by).exclude(pk=by.pk)
    rows = Membership.objects.filter(community__in=places, left_at=None, person__in=met.values("pk")).values_list(
        "person", "person__mail_rhythm", "person__account__email", "person__account__is_active"
    )
    found = list(rows)
    people = {person: bool(email and active and rhythm != MailRhythm.NEVER) for person, rhythm, email, active in found}
    letters = sum(people.values()) if settings.MAIL_IS_SENT else 0
    each = [person for person, *_rest in found]
    return Reach(len(people), letters, sum(each.count(person) > 1 for person in people))


@transaction.atomic
def write_circular(
    programme: Community, by: Person, *, key: UUID, teams: Collection[Community], title: str, body: str
) -> None:
    """Put words on their way to these teams, or to the programme where there are none. With the same key, once."""
    refuse_closed(programme)
    written = {"programme": programme, "by": by, "title": title, "body": body}
    circular, is_new = Circular.objects.get_or_create(key=key, defaults=written)
    if is_new:
        circular.teams.set(teams)
        record("circular.written", by=by, community=programme, circular=circular.pk)


@transaction.atomic
def deliver_circular(circular_id: int) -> None:
    """Write the entries, once. Nothing goes out for somebody who carries the programme no more; words are not kept twice."""
    circular = Circular.objects.select_for_update(of=("self",)).select_related("programme", "by").get(pk=circular_id)
    if circular.sent_at is not None:
        return
    programme, by = circular.programme, circular.by
    if by is not None and may_write_circular(by, programme):
        teams = list(circular.teams.filter(closed_at=None, parent=programme).order_by("pk"))
        if teams:
            entries = [_write(circular, programme, by, audience=Audience.TEAM, opened_to=team) for team in teams]
        elif not circular.teams.exists():
            entries = [_write(circular, programme, by, audience=Audience.COMMUNITY)]
        else:
            entries = []
        circular.entries.set(entries)
    circular.sent_at, circular.title, circular.body = clock.now(), "", ""
    circular.save(update_fields=["sent_at", "title", "body"])


def _write(circular: Circular, programme: Community, by: Person, **whom: Any) -> Entry:
    return write_entry(
        by, "post", title=circular.title, body=circular.body, community=programme, record_as="circular.sent", **whom
    )


def sent_from(programme: Community, viewer: Person) -> QuerySet[Entry]:
    """What was written to many from here, newest first, as far as `viewer` may read it."""
    seen = Entry.objects.visible_to(viewer).filter(circulars__programme=programme, shared_at__isnull=False)
    return seen.select_related("opened_to").newest_first()
