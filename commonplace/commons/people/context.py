from typing import Any

from django.http import HttpRequest

from commonplace.commons.people.models import Commons


def here(request: HttpRequest) -> dict[str, Any]:
    """What every page may name: who reads it, and on which commons."""
    return {
        "person": getattr(request, "person", None),
        "commons": getattr(request, "commons", None) or Commons.current(),
    }
