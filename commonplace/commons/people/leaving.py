"""Leaving the commons for good."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.people.hosting import LastHost, is_last_host
from commonplace.commons.people.models import HelpRequest, OneTimeLink, Person
from commonplace.commons.people.names import keep_back
from commonplace.ground import clock, ids, put_away
from commonplace.ground.happenings import record
from commonplace.ground.models import Letter, PutAway


@transaction.atomic
def leave_commons(person: Person) -> None:
    """Take somebody's account and all they said of themselves away. What is left is a row without a name.

    Entries, memberships and what hangs on them are higher packages' to part with, before or after. The age band stays:
    it keeps names out of open pages of what they wrote together with others. Nobody takes the name after them, since
    others' words may call them by it. Raises LastHost for the last host.
    """
    if is_last_host(person):
        raise LastHost
    keep_back(person.name)
    put_away.forget(PutAway.objects.filter(by_id=person.pk))
    account, person.account = person.account, None
    person.name, person.display_name = f"gone-{ids.written(person.pk)}", _("Somebody who left")
    person.about = person.about_html = person.brings = person.looks_for = person.language = person.zone = ""
    person.pause_reason = ""
    person.is_host = person.shown_openly = False
    person.left_at = clock.now()
    person.save()
    person.person_interests.all().delete()
    person.blocks_made.all().delete()
    person.blocks_met.all().delete()
    HelpRequest.objects.filter(by=person).delete()
    HelpRequest.objects.filter(to=person).delete()
    if account:
        Letter.objects.filter(pk__in=OneTimeLink.objects.filter(account=account).values("letter")).delete()
        if account.email:
            Letter.objects.filter(to=account.email).delete()
        account.delete()
    record("person.left", by=person)
