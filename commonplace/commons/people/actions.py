"""What people do with themselves and with each other: one function per intention. Each is one transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonplace.commons.people import links
from commonplace.commons.people.hosting import host_link
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.letters import write_security_letter
from commonplace.commons.people.models import (
    Account,
    AgeBand,
    Block,
    HelpRequest,
    Interest,
    Person,
    PersonInterest,
    Stance,
)
from commonplace.commons.people.names import free_name
from commonplace.commons.people.signing.sessions import end_all
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import before, put_away
from commonplace.ground.text import clean, clean_line, render

__all__ = [
    "DEMO_PASSPHRASE",
    "NameTaken",
    "answer_help",
    "ask_helper",
    "block",
    "change_age",
    "change_passphrase",
    "change_profile",
    "host_link",
    "interests_named",
    "leave_commons",
    "register",
    "reset_link",
    "set_interests",
    "unblock",
]

# Printed on the sign-in page of a demo commons, and refused for everything that does not come from the same machine.
DEMO_PASSPHRASE = "the kettle sings at four"  # noqa: S105 - no secret
_PROFILE = frozenset(
    {"display_name", "about", "brings", "looks_for", "language", "zone", "mail_rhythm", "shown_openly"}
)


class NameTaken(Exception):
    """Somebody else took this sign-in name a moment ago."""


@transaction.atomic
def agree_to_norms(person: Person) -> None:
    """Somebody has read the norms of the commons, and holds to them."""
    person.agreed_norms_at, person.is_asked_again = clock.now(), False
    person.save(update_fields=["agreed_norms_at"])


@transaction.atomic
def register(
    *,
    display_name: str,
    age_band: str,
    username: str | None = None,
    email: str | None = None,
    password: str | None = None,
    language: str = "",
    zone: str = "",
    email_is_confirmed: bool = False,
    is_demo: bool = False,
) -> Person:
    """Make an account and its person, who has agreed to the norms. Raises NameTaken for a sign-in name that is gone."""
    email = clean_line(email or "").lower()
    for _attempt in range(3):
        name = free_name(username or display_name)
        account = Account(username=(username or name).lower(), is_demo=is_demo)
        account.email, account.email_claimed = (email or None, "") if email_is_confirmed else (None, email)
        account.set_password(password)
        person = Person(account=account, name=name, display_name=clean_line(display_name)[:80], age_band=age_band)
        person.language, person.zone, person.agreed_norms_at = language, zone, clock.now()
        try:
            with transaction.atomic():
                account.save()
                person.save()
        except IntegrityError:  # another request took the name between our looking and our writing
            if username:
                raise NameTaken from None
            continue
        record("person.registered", by=person)
        return person
    raise NameTaken


def _slug(name: str) -> str:
    """Signs that tell one interest from another (C, C++, C#) are said in letters."""
    return slugify(name.replace("+", " plus ").replace("#", " sharp "), allow_unicode=True)[:60].strip("-_")


@transaction.atomic
def interests_named(words: Iterable[str]) -> list[Interest]:
    """The interests of these names, made where nobody has named them yet; each once, in the order given."""
    wanted: dict[str, str] = {}
    for word in words:
        name = clean_line(word)[:60].strip(" .,;")
        if slug := _slug(name):
            wanted.setdefault(slug, name)
    known = set(Interest.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    new = [Interest(slug=slug, name=name) for slug, name in wanted.items() if slug not in known]
    if new:
        Interest.objects.bulk_create(new, ignore_conflicts=True)
    found = {interest.slug: interest for interest in Interest.objects.filter(slug__in=wanted)}
    return [found[slug] for slug in wanted]


@transaction.atomic
def set_interests(person: Person, curious: list[str], helps: list[str]) -> PutAway | None:
    """Say anew what somebody is curious about, and what they can help with. Returns what they can bring back, if any went."""
    named = {Stance.CURIOUS: interests_named(curious), Stance.HELPS: interests_named(helps)}
    wanted = {(stance.value, interest.pk): interest for stance, some in named.items() for interest in some}
    standing = {(one.stance, one.interest_id): one for one in person.person_interests.select_related("interest")}
    PersonInterest.objects.bulk_create(
        PersonInterest(person=person, interest=interest, stance=stance)
        for (stance, key), interest in wanted.items()
        if (stance, key) not in standing
    )
    record("person.changed", by=person, fields=["interests"])
    gone = [one for key, one in standing.items() if key not in wanted]
    if not gone:
        return None
    names = ", ".join(dict.fromkeys(one.interest.name for one in gone))
    return put_away(
        "interests", person, _("No longer among yours: %(names)s.") % {"names": names}, "/me/interests/", gone=gone
    )


@before("interests")
def leave_out_those_named_again(kept: PutAway, by: Person) -> None:
    there = set(by.person_interests.values_list("stance", "interest_id"))
    kept.rows = [[name, row] for name, row in kept.rows if (row["stance"], row["interest_id"]) not in there]


@transaction.atomic
def change_profile(person: Person, **fields: Any) -> None:
    """Change what somebody says of themselves, and how they want to be spoken to."""
    if unknown := fields.keys() - _PROFILE:
        raise TypeError(f"not part of a profile: {sorted(unknown)}")
    for name, value in fields.items():
        if isinstance(value, str):
            value = clean(value).strip() if name == "about" else clean_line(value)
        setattr(person, name, value)
    written = set(fields)
    if "about" in fields:
        person.about_html = render(person.about)
        written.add("about_html")
    person.save(update_fields=written)
    record("person.changed", by=person, fields=sorted(fields))


@transaction.atomic
def change_age(person: Person, age_band: str) -> None:
    """Answer the yearly question. Becoming 18 opens nothing to strangers, until they choose it."""
    before, person.age_band, person.age_asked_at = person.age_band, age_band, clock.now()
    if before != AgeBand.ADULT and age_band == AgeBand.ADULT:
        person.shown_openly = False
    person.save(update_fields=["age_band", "age_asked_at", "shown_openly"])
    if before != age_band:
        record("age.changed", by=person, before=before, after=age_band)


@transaction.atomic
def block(by: Person, of: Person) -> None:
    """Want nothing to do with somebody: neither meets the other's words from now on."""
    _block, is_new = Block.objects.get_or_create(by=by, of=of)
    if is_new:
        record("person.blocked", by=by, person=of.pk)


@transaction.atomic
def unblock(by: Person, of: Person) -> None:
    """Take a block back."""
    if Block.objects.filter(by=by, of=of).delete()[0]:
        record("person.unblocked", by=by, person=of.pk)


@transaction.atomic
def ask_helper(by: Person, helper: Person, interest: Interest, words: str) -> HelpRequest:
    """Ask somebody who offered to help with an interest."""
    asked = HelpRequest.objects.create(by=by, to=helper, interest=interest, words=clean(words).strip())
    record("help.asked", by=by, person=helper.pk, interest=interest.pk, request=asked.pk)
    return asked


@transaction.atomic
def answer_help(asked: HelpRequest, words: str) -> None:
    """Answer somebody who asked for help."""
    asked.answer, asked.answered_at = clean(words).strip(), clock.now()
    asked.save(update_fields=["answer", "answered_at"])
    record("help.answered", by=asked.to, person=asked.by_id, interest=asked.interest_id, request=asked.pk)


@transaction.atomic
def reset_link(person: Person, by: Person) -> str:
    """Make a link for a new passphrase, for whoever may hand it to them. Earlier ones stop working."""
    person.login.links.filter(kind=links.Kind.PASSPHRASE, used_at=None).update(used_at=clock.now())
    _link, token = links.make(person.login, links.Kind.PASSPHRASE, by=by)
    record("passphrase.reset", by=by, person=person.pk)
    return token


@transaction.atomic
def change_passphrase(person: Person, passphrase: str) -> None:
    """Set a new passphrase. Every other session of theirs ends, and no earlier link works any more."""
    person.login.set_password(passphrase)
    person.login.save(update_fields=["password"])
    links.end_all(person.login)
    end_all(person)
    record("passphrase.changed", by=person)
    write_security_letter(person, lambda: _("Your passphrase was changed."))
