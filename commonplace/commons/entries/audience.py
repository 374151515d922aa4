"""Who may see an entry: the one rule, as one query condition.

Every read of entries starts from `Entry.objects.visible_to(viewer)`; a page of one entry is
`get_object_or_404(Entry.objects.visible_to(viewer), pk=…)`. There is no second copy of this rule.

A viewer sees an entry if they are one of its authors, or if it is shared, not hidden by a ruling, not across a block,
and its audience reaches them:

- *my team*: the people of the entry's team; without a team, those who carry its community
- *my community*: its members; and those of the outer community that it was opened to
- *this commons*: everybody signed in, where the community's own page reaches that far
- *the open web*: everybody, where the community's page does and at least one author is an adult, or an adult watches over
  it; what has lost its authors is open only where a community wrote it together

Whoever carries a community also sees what was hidden in it, since they rule on it; hosts what was hidden outside of
every community, as far as its audience reached them. What a community writes together
(its design, gatherings and case study) stays readable across a block, since it speaks for no one person, and those who
carry the community see drafts of it.
"""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from commonplace.commons.communities.models import CARRYING, Audience, Membership, Team
from commonplace.commons.people.models import AgeBand, Block, Person

# Kinds that a community writes together. Whoever carries it may edit them beside their authors.
WRITTEN_TOGETHER = ("design", "gathering", "case study")


def _across_a_block(viewer: Person, author: str) -> Exists:
    """True for rows whose `author` column names somebody on the other side of a block."""
    return Exists(Block.objects.filter(Q(by=viewer, of=OuterRef(author)) | Q(of=viewer, by=OuterRef(author))))


def _ruled_by_hosts(viewer: Person, community: str) -> Q:
    """What belongs to no community, for a host; nothing for others."""
    hosting = Person.objects.active().filter(pk=viewer.pk, is_host=True)
    return Q(Exists(hosting), **{community: None})


def _open_to_strangers() -> Q:
    authorships = apps.get_model("entries", "Authorship").objects.filter(entry=OuterRef("pk"))
    by_an_adult = Exists(authorships.filter(person__age_band=AgeBand.ADULT))
    return (
        Q(audience=Audience.OPEN, shared_at__isnull=False, hidden_at=None)
        & (Q(community=None) | Q(community__audience=Audience.OPEN))
        & (Q(is_accompanied=True) | by_an_adult | Q(kind__in=WRITTEN_TOGETHER) & ~Exists(authorships))
    )


def _reaches(viewer: Person) -> Q:
    memberships = Membership.objects.filter(person=viewer, left_at=None)
    mine = memberships.values("community")
    carried = memberships.filter(role__in=CARRYING).values("community")
    my_teams = Team.people.through.objects.filter(person=viewer).values("team")
    return (
        Q(audience__gte=Audience.COMMONS) & (Q(community=None) | Q(community__audience__gte=Audience.COMMONS))
        | Q(audience__gte=Audience.COMMUNITY, community__in=mine)
        | Q(audience__gte=Audience.TEAM) & (Q(team__in=my_teams) | Q(team=None, community__in=carried))
        | Q(audience__gte=Audience.TEAM, opened_to__in=mine)
    )


class EntryQuerySet(models.QuerySet):
    def visible_to(self, viewer: Person | None) -> "EntryQuerySet":
        """The entries that `viewer` may see; None is a stranger."""
        if viewer is None:
            return self.filter(_open_to_strangers())
        authorships = apps.get_model("entries", "Authorship").objects.filter(entry=OuterRef("pk"))
        written_by_viewer = Exists(authorships.filter(person=viewer))
        apart = ~Exists(authorships.filter(_across_a_block(viewer, "person"))) | Q(kind__in=WRITTEN_TOGETHER)
        carried = Membership.objects.filter(person=viewer, left_at=None, role__in=CARRYING).values("community")
        not_hidden = Q(hidden_at=None) | Q(community__in=carried) | _ruled_by_hosts(viewer, "community")
        drafted_together = Q(
            shared_at=None, kind__in=WRITTEN_TOGETHER, audience__gte=Audience.TEAM, community__in=carried
        )
        shared = Q(shared_at__isnull=False) & not_hidden & _reaches(viewer) & apart
        return self.filter(written_by_viewer | shared | drafted_together)

    def of_kind(self, *kinds: str) -> "EntryQuerySet":
        return self.filter(kind__in=kinds)

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-shared_at", "-pk")


def said_to(viewer: Person | None, by: str = "by") -> Q:
    """Which words of one person `viewer` may read beside what they see: no minor's for strangers, none across a block."""
    if viewer is None:
        # As a question of each row: joined, it has SQLite begin with all people.
        return Q(Exists(Person.objects.filter(pk=OuterRef(by), age_band=AgeBand.ADULT, shown_openly=True)))
    return Q(~_across_a_block(viewer, by))


def not_hidden_from(viewer: Person | None, community: str, by: str = "by") -> Q:
    """What is hidden, whoever said it reads still, and those who rule where it stands (`community`)."""
    if viewer is None:
        return Q(hidden_at=None)
    carried = Membership.objects.filter(person=viewer, left_at=None, role__in=CARRYING).values("community")
    not_hidden = Q(hidden_at=None) | Q(**{by: viewer}) | Q(**{f"{community}__in": carried})
    return not_hidden | _ruled_by_hosts(viewer, community)


def read_beside(viewer: Person | None, community: str) -> Q:
    """What somebody may read of what was said beside what they see."""
    return not_hidden_from(viewer, community) & said_to(viewer)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, viewer: Person | None) -> "AttachmentQuerySet":
        """What belongs to entries that `viewer` may see; what is for members alone, for members of their community."""
        entries = apps.get_model("entries", "Entry").objects.visible_to(viewer)
        return self.filter(Exists(entries.filter(pk=OuterRef("entry")))).beside_seen(viewer)

    def beside_seen(self, viewer: Person | None) -> "AttachmentQuerySet":
        """The same, of entries that were fetched as visible to `viewer` already: it is not asked again."""
        if viewer is None:
            return self.filter(for_members=False)
        mine = Membership.objects.filter(person=viewer, left_at=None).values("community")
        return self.filter(Q(for_members=False) | Q(entry__community__in=mine))


class CommentQuerySet(models.QuerySet):
    def visible_to(self, viewer: Person | None) -> "CommentQuerySet":
        """Comments on entries that `viewer` may see; no minor's words for strangers, none across a block."""
        entries = apps.get_model("entries", "Entry").objects.visible_to(viewer)
        return self.filter(Exists(entries.filter(pk=OuterRef("entry")))).beside_seen(viewer)

    def beside_seen(self, viewer: Person | None) -> "CommentQuerySet":
        """The same, of comments on entries that were fetched as visible to `viewer` already: it is not asked again.

        What somebody reads first, its authors do not read before, whatever community they carry.
        """
        read = self.filter(read_beside(viewer, "entry__community"))
        if viewer is None:
            return read
        mine = apps.get_model("entries", "Authorship").objects.filter(entry=OuterRef("entry"), person=viewer)
        return read.filter(Q(kept_back="") | ~Exists(mine))


class NoticeQuerySet(models.QuerySet):
    def readable_by(self, person: Person) -> "NoticeQuerySet":
        """Somebody's notices, without those of entries that they may no longer see, or across a block."""
        entries = apps.get_model("entries", "Entry").objects.visible_to(person).filter(pk=OuterRef("entry"))
        return self.filter(Q(entry=None) | Exists(entries), ~_across_a_block(person, "by"), person=person)
