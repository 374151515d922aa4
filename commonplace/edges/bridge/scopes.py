"""What a program may be allowed (Open Badges 3.0, section 6.2.1), and how that is said to people."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import Application
from oauth2_provider.scopes import BaseScopes

_AT = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
READ, ADD = _AT + "credential.readonly", _AT + "credential.upsert"
READ_PROFILE, CHANGE_PROFILE = _AT + "profile.readonly", _AT + "profile.update"
# To go on while nobody sits before it, which every program may once somebody agreed.
OFFLINE = "offline_access"

IN_WORDS: dict[str, Promise] = {
    READ: _("read all badges in your backpack, those too that you show to nobody"),
    ADD: _("put badges into your backpack, and put newer ones in their place"),
    READ_PROFILE: _("read your name, the address of your page and what you wrote about yourself"),
    CHANGE_PROFILE: _("change your name and what you wrote about yourself"),
}
KNOWN = [*IN_WORDS, OFFLINE]


class AsRegistered(BaseScopes):
    """A program is allowed no more than it registered for."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope: str(IN_WORDS.get(scope, "")) for scope in KNOWN}

    def get_available_scopes(self, application: Application | None = None, *_args: Any, **_more: Any) -> list[str]:
        if application is None:
            return KNOWN
        program = getattr(application, "program", None)
        return program.scope.split() if program else []

    def get_default_scopes(self, application: Application | None = None, *_args: Any, **_more: Any) -> list[str]:
        return [scope for scope in [READ] if scope in self.get_available_scopes(application)]
