"""Who is told of gatherings: members of the community, and those who meant to come."""

from collections import Counter, defaultdict

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.undoing import entries_of
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.put_away import after
from commonplace.stages.gather.claiming import claim_guests
from commonplace.stages.gather.enclosed import new_times, taken_back
from commonplace.stages.gather.guest_letters import tell_guests
from commonplace.stages.gather.models import Coming, Guest
from commonplace.stages.gather.places import forget_coming, settle_lines
from commonplace.stages.gather.tasks import pass_on_lapsed
from commonplace.stages.gather.untold import is_told_soon, told_already


def gatherings_address(notice: Notice) -> str:
    """The list of a community's gatherings."""
    return f"{notice.community.address}gatherings/" if notice.community else "/notices/"


def coming_address(notice: Notice) -> str:
    """Where one sees how it stands for oneself, and takes a place or lets it go."""
    return f"{notice.entry.address}coming/" if notice.entry else "/notices/"


wording(
    "place.offered",
    _("A place at “%(entry)s” is offered to you, and held for you for a time. Say whether you take it."),
    coming_address,
    cannot_wait=True,
)
wording("place.lapsed", _("The place at “%(entry)s” that was held for you went to the next in line."), coming_address)
wording(
    "place.withdrawn",
    _("The place at “%(entry)s” that was offered to you cannot be held any longer. Your place in line stays yours."),
    coming_address,
)
wording(
    "gathering.near",
    _("“%(entry)s” is near, and you said that you are coming."),
    coming_address,
    cannot_wait=True,  # its letter goes out by itself, and does not stand for the one letter of a day
)
wording("gathering.shared", _("%(by)s planned “%(entry)s” in %(community)s."))
wording("series.planned", _("%(by)s planned “%(entry)s” in %(community)s, more than once."), gatherings_address)
wording("series.moved", _("“%(entry)s” and later ones have another time or place."), enclose=new_times)
wording("series.cancelled", _("“%(entry)s” and later ones do not take place."), enclose=taken_back)
wording("dates.moved", _("The dates of %(community)s have moved."), gatherings_address, enclose=new_times)
wording("gatherings.planned", _("The days of %(community)s stand in its calendar."), gatherings_address)
wording("gathering.moved", _("“%(entry)s” has another time or place."), enclose=new_times)
wording("gathering.rescheduled", _("“%(entry)s” has another time or place."), enclose=new_times)
wording("gathering.cancelled", _("“%(entry)s” does not take place."), enclose=taken_back)


def _members(community_id: int | None) -> set[int]:
    return set(Membership.objects.filter(community=community_id, left_at=None).values_list("person_id", flat=True))


def _reaches_members(happening: Happening) -> bool:
    return Entry.objects.filter(pk=happening.entry_id or 0, audience__gte=Audience.COMMUNITY).exists()


@hears("gathering.shared", "series.planned")
def tell_of_gathering(happening: Happening) -> None:
    """Something is planned: members know, where they may see it."""
    if _reaches_members(happening):
        tell(_members(happening.community_id), happening)


@hears("gatherings.planned")
def tell_of_calendar(happening: Happening) -> None:
    """Many were planned at once: members get one notice of them all."""
    tell(_members(happening.community_id), happening)


@hears("gathering.moved", "gathering.cancelled")
def tell_of_change(happening: Happening) -> None:
    """It is elsewhere, at another time, or not at all: members know, and all who may come; not those who said no."""
    told_already(happening.community_id, [happening.entry_id or 0])
    known = Coming.objects.filter(gathering=happening.entry_id, guest=None)
    answers = dict(known.values_list("person_id", "answer"))
    people = (_members(happening.community_id) if _reaches_members(happening) else set()) | set(answers)
    tell({person for person in people if answers.get(person) != Coming.Answer.NO}, happening)
    tell_guests(happening, [happening.entry_id or 0])


@hears("series.moved", "series.cancelled")
def tell_of_changes(happening: Happening) -> None:
    """Many are elsewhere, at other times, or not at all: everybody is told once, unless they said no to each of them."""
    gatherings = happening.data["gatherings"]
    told_already(happening.community_id, gatherings)
    said = Coming.objects.filter(gathering__in=gatherings, guest=None).values_list("person_id", "answer")
    may_come = {person for person, answer in said if answer != Coming.Answer.NO}
    no_times = Counter(person for person, answer in said if answer == Coming.Answer.NO)
    stay_away = {person for person, times in no_times.items() if times == len(gatherings)}
    members = _members(happening.community_id) if _reaches_members(happening) else set()
    tell((members | may_come) - stay_away, happening)
    tell_guests(happening, gatherings)


@hears("dates.moved")
def tell_of_dates(happening: Happening) -> None:
    """The dates of a community moved: whoever may see some of it is told of all that once, unless they said no to each."""
    gatherings = [int(key) for key in happening.data["before"]]
    answers: dict[int, dict[int, str]] = defaultdict(dict)
    known = Coming.objects.filter(gathering__in=gatherings, guest=None)
    for person_id, gathering_id, answer in known.values_list("person_id", "gathering_id", "answer"):
        answers[person_id][gathering_id] = answer
    concerned = []
    for person in Person.objects.filter(pk__in=_members(happening.community_id) | set(answers)):
        declined = [key for key, answer in answers[person.pk].items() if answer == Coming.Answer.NO]
        seen = Entry.objects.visible_to(person).filter(pk__in=gatherings).exclude(pk__in=declined)
        if seen.exists():
            concerned.append(person)
    tell(concerned, happening)
    tell_guests(happening, gatherings)


@hears("gathering.rescheduled")
def tell_who_comes(happening: Happening) -> None:
    """A calendar file moved it, perhaps with many others: those who may come know, and nobody else is called."""
    if is_told_soon(happening.community_id, happening.entry_id or 0):
        return  # its dates were moved here a moment ago: one letter tells of both
    coming = Coming.objects.filter(gathering=happening.entry_id, guest=None).exclude(answer=Coming.Answer.NO)
    tell(coming.values_list("person_id", flat=True), happening)
    tell_guests(happening, [happening.entry_id or 0])


@after("entry")
def free_places_of_those_gone(kept: PutAway, by: Person) -> None:
    """Who left the community or the commons while a gathering was away holds no place at it; who joined meanwhile has theirs."""
    for row in entries_of(kept):
        there = Membership.objects.filter(community=row["community_id"] or 0)
        gone = there.filter(left_at__gte=kept.at).exclude(person__in=there.filter(left_at=None).values("person"))
        coming = Coming.objects.filter(gathering=row["id"])
        coming.filter(Q(person__in=gone.values("person")) | Q(person__left_at__gte=kept.at)).delete()
        addresses = Guest.objects.filter(gathering=row["id"]).values("email")
        for person in Person.objects.filter(account__email__in=addresses).select_related("account"):
            claim_guests(person)


@hears("membership.ended")
def free_the_place(happening: Happening) -> None:
    """Who leaves a community no longer holds a place at what is to come there."""
    if happening.community_id:
        forget_coming(happening.data["person"], happening.community_id)


@hears("place.offered", "place.lapsed", "place.withdrawn")
def tell_of_place(happening: Happening) -> None:
    """Whoever is offered a place, or is offered it no longer; and the moment at which it passes on is kept in mind."""
    coming = Coming.objects.filter(pk=happening.data["coming"]).first()
    if coming is None:
        return
    if coming.person_id:
        tell([coming.person_id], happening)
    else:
        tell_guests(happening, [coming.gathering_id], coming.guest_id)
    if happening.kind == "place.offered" and coming.offered_until:
        pass_on_lapsed.using(run_after=coming.offered_until).enqueue()


@hears("community.closed", "community.reopened")
def settle_its_places(happening: Happening) -> None:
    """A closed community offers no place; one that is opened again does."""
    if happening.community_id:
        settle_lines(happening.community_id)


@hears("address.confirmed")
def claim_what_was_said_before(happening: Happening) -> None:
    """Who came as a guest and joined since by the same address: what they said is theirs."""
    person = Person.objects.select_related("account").filter(pk=happening.by_id or 0, left_at=None).first()
    if person is not None:
        claim_guests(person)
