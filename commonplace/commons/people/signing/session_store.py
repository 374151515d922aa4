"""Where it is kept who has signed in: Django's sessions in a table of our own. One prepared query gives a session, the
account that it belongs to, and whose that is.

A session ends 90 days after somebody signed in, and earlier when its browser was not here for 30 days (NIST SP 800-63B,
section 2.1.3, asks for both at the first level). Deleting its row ends it at once.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from django.contrib.sessions.backends import db
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing.models import Session
from commonplace.ground.prepared import prepared

NOT_SEEN_FOR = timedelta(days=30)
# Often enough to tell people when a browser was here; seldom enough that reading a page writes nothing.
_TOLD_EVERY = timedelta(hours=12)
ACCOUNT, BROWSER, MADE_AT = "_auth_user_id", "browser", "made_at"


@prepared
def _kept(key: str) -> QuerySet[Session]:
    return Session.objects.select_related("account__person").filter(session_key=key)


def person_behind(key: str) -> Person | None:
    """Who reads with a session, asked anew. None once it has ended, or they have left."""
    found = next(iter(_kept(key=key)), None)
    if found is None or found.expire_date <= timezone.now() or found.account is None or not found.account.is_active:
        return None
    person: Person | None = getattr(found.account, "person", None)
    return person if person and person.left_at is None else None


class _AsWritten:
    """What was signed, as it was written down, for `signing.loads`."""

    def dumps(self, obj: bytes) -> bytes:
        return obj

    def loads(self, data: bytes) -> bytes:
        return data


@lru_cache(maxsize=2000)
def _opened(signed: str, salt: str) -> bytes:
    """What a session holds, once its signature is found right. The same browser brings it with each page."""
    return cast(bytes, signing.loads(signed, salt=salt, serializer=_AsWritten))


class SessionStore(db.SessionStore):
    # As it was read together with the session; None where nobody had signed in, and while it was not read.
    account: Account | None = None

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return cast(dict[str, Any], self.serializer().loads(_opened(str(session_data), self.key_salt)))
        except signing.BadSignature:
            return cast(dict[str, Any], super().decode(session_data))  # which says so in the log

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = cast(Session, super().create_model_instance(data))
        made.account_id = data.get(ACCOUNT)
        made.browser = data.get(BROWSER, "")
        if MADE_AT in data:
            made.made_at = datetime.fromisoformat(data[MADE_AT])
            made.expire_date = made.made_at + timedelta(seconds=self.get_session_cookie_age())
        return made

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()  # Django's own clock, by which it wrote when the session ends
        found = next(iter(_kept(key=self.session_key or "")), None)
        if found is None or found.expire_date <= now or found.seen_at <= now - NOT_SEEN_FOR:
            self._session_key = None
            return None
        if found.seen_at < now - _TOLD_EVERY:
            Session.objects.filter(pk=found.pk).update(seen_at=now)
        self.account = found.account
        return found
