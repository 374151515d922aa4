"""Who may do what with people and with the commons."""

from commonplace.commons.people.models import Commons, Joining, Person
from commonplace.ground.rules import rule

# No number about people is shown from which one of them could be told: at least so many, or none.
FEWEST_COUNTED = 5


def may_act(person: Person | None) -> bool:
    """Signed in and not paused. Every rule about writing begins with it."""
    return person is not None and person.paused_at is None and person.left_at is None


@rule
def may_join(commons: Commons) -> bool:
    """Make an account without an invitation or a class code."""
    return commons.joining == Joining.OPEN


@rule
def may_host(person: Person | None) -> bool:
    """Keep the commons: its words, its door, its people and its safety."""
    return person is not None and may_act(person) and person.is_host


@rule
def may_reset(by: Person | None, person: Person) -> bool:
    """Make a link by which somebody sets a new passphrase: hosts, for everybody who signs in here."""
    return may_host(by) and person.account_id is not None and person.left_at is None


@rule
def may_take_factors(by: Person | None, person: Person) -> bool:
    """Take somebody's passkeys and second step away, when they lost them: hosts, for everybody but themselves."""
    return may_reset(by, person) and by is not None and by.pk != person.pk


@rule
def may_ask(by: Person | None, helper: Person) -> bool:
    """Ask somebody for help: anybody but oneself. Adults do not write to people under 18 this way."""
    if by is None or not may_act(by) or by.pk == helper.pk or not may_act(helper):
        return False
    return by.is_minor or not helper.is_minor


def has_no_mail(person: Person) -> bool:
    """Signs in by a name alone and is no host: whoever leads their class may make a link for a new passphrase."""
    account = person.account
    return account is not None and not account.email and not account.email_claimed and not person.is_host
