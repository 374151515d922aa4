"""Who may do what. A rule is a predicate `may_…(person, thing)`; the page that lists them is made from this register."""

from collections.abc import Callable
from typing import TypeVar

Rule = TypeVar("Rule", bound=Callable[..., bool])
_register: dict[str, Callable[..., bool]] = {}


def rule(function: Rule) -> Rule:
    """Register a predicate. Its docstring's first line says in plain words what it allows."""
    _register[f"{function.__module__}.{function.__name__}"] = function
    return function


def all_rules() -> dict[str, Callable[..., bool]]:
    """Every registered rule by its full name."""
    return dict(sorted(_register.items()))
