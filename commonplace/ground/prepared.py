"""Queries whose SQL is made once.

Django builds a query's SQL anew for every request: for a rule such as `Entry.objects.visible_to(viewer)` that takes ten
times as long as the database takes to answer. A prepared query is built once with stand-ins for its values, and from then on only
the values are put in:

    @prepared
    def _posts(viewer: Person | None, community: int) -> QuerySet[Entry]:
        return Entry.objects.visible_to(viewer).filter(community=community)

    posts = _posts(viewer=request.person, community=found.pk)

The rule stays in its one place; what is kept is what it came to. The rows are the same objects that the query set would
give (`ground/rows.py`), without anything prefetched.
"""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import QuerySet

from commonplace.ground import clock
from commonplace.ground.databases.fetching import fetch_all
from commonplace.ground.rows import putting_together

Row = TypeVar("Row", bound=models.Model)

# Values that nobody has: they are looked for in the parameters of the SQL that they were built into.
_NUMBERS = range(9_100_000_000_000_000_000, 9_100_000_000_000_100_000)
_LENGTHS = (0, 1, 3, 10, 25, 50, 100, 200, 500, 1000, 2000)
_MOST_SHAPES = 300
_LONG_AGO = datetime(1702, 3, 4, 5, 6, 7, tzinfo=UTC)


class _Places:
    """Hands out stand-ins, and knows each one again in a list of parameters."""

    def __init__(self) -> None:
        self._numbers = iter(_NUMBERS)
        self._moments: Iterator[datetime] = (_LONG_AGO + timedelta(days=n) for n in range(1000))
        self.found: dict[Hashable, tuple[str, int | None]] = {}
        self.in_patterns: dict[str, tuple[str, int | None]] = {}

    def stand_in(self, name: str, value: Any) -> Any:
        """Something of the same sort as `value`, remembered under `name`."""
        if value is None or isinstance(value, bool | tuple):
            return value
        if isinstance(value, list):
            return [self._one(name, place, one) for place, one in enumerate(value)]
        return self._one(name, None, value)

    def _one(self, name: str, place: int | None, value: Any) -> Any:
        if isinstance(value, models.Model):
            number = next(self._numbers)
            self.found[number] = (name, place)
            # A row of which nothing but its key is there: to look at more of it fails.
            return type(value).from_db(DEFAULT_DB_ALIAS, [value._meta.pk.attname], [number])
        made: Any
        if isinstance(value, datetime):
            made = next(self._moments)
        elif isinstance(value, date):
            made = next(self._moments).date()
        elif isinstance(value, int):
            made = next(self._numbers)
        elif isinstance(value, str):
            # With a sign that has a meaning in patterns, so that one sees whether it was made harmless there.
            made = f"\x01{next(self._numbers)}%\x01"
            self.in_patterns[connection.ops.prep_for_like_query(made)] = (name, place)
        else:
            raise TypeError(f"a prepared query takes no {type(value).__name__}")
        self.found[_adapted(made)] = (name, place)
        return made

    def slot(self, value: Any) -> tuple[str, int | None, tuple[str, str] | None] | None:
        """Which value stands at a parameter, and within which pattern of a LIKE; None where none does."""
        if not isinstance(value, Hashable):
            return None
        if value in self.found:
            return (*self.found[value], None)
        if isinstance(value, str) and (bare := value.strip("%")) in self.in_patterns:
            before, _text, after = value.partition(bare)
            return (*self.in_patterns[bare], (before, after))
        return None


def _adapted(value: Any) -> Hashable:
    """A value as the database's driver takes it."""
    kind = type(value)
    if kind is int or kind is str:
        return cast(Hashable, value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, Enum):  # of which a driver would ask each time what it is
        return cast(Hashable, value.value)
    return cast(Hashable, value)


class _Slots:
    """Where the values of one query go among its parameters."""

    def __init__(self, parameters: Sequence[Any], places: _Places) -> None:
        self.parameters = [_adapted(value) if isinstance(value, Enum) else value for value in parameters]
        self._whole: dict[str, list[int]] = {}
        self._of_lists: dict[str, list[tuple[int, int]]] = {}
        self._in_patterns: list[tuple[int, str, int | None, str, str]] = []
        for number, value in enumerate(self.parameters):
            slot = places.slot(value)
            if slot is None:
                continue
            name, place, around = slot
            if around is not None:
                self._in_patterns.append((number, name, place, *around))
            elif place is None:
                self._whole.setdefault(name, []).append(number)
            else:
                self._of_lists.setdefault(name, []).append((number, place))
        self.found: set[tuple[str, int | None]] = {(name, None) for name in self._whole}
        self.found |= {(name, place) for name, slots in self._of_lists.items() for _number, place in slots}
        self.found |= {(name, place) for _number, name, place, *_around in self._in_patterns}

    def filled(self, values: dict[str, Any]) -> list[Any]:
        """The query's parameters with these values."""
        parameters = self.parameters.copy()
        for name, numbers in self._whole.items():
            value = _adapted(values[name])
            for number in numbers:
                parameters[number] = value
        for name, slots in self._of_lists.items():
            one_of = [_adapted(value) for value in values[name]]
            for number, place in slots:
                parameters[number] = one_of[place]
        for number, name, one, before, after in self._in_patterns:
            value = values[name] if one is None else values[name][one]
            parameters[number] = f"{before}{connection.ops.prep_for_like_query(value)}{after}"
        return parameters


class _Made(Generic[Row]):
    """One query's SQL, with the places where its values go, and how rows are put together from what it gives."""

    def __init__(self, build: Callable[..., QuerySet[Row]], values: dict[str, Any]) -> None:
        places = _Places()
        stand_ins = {name: places.stand_in(name, value) for name, value in values.items()}
        with clock.at(_LONG_AGO):
            query_set = build(**stand_ins)
        compiler: Any = query_set.query.get_compiler(connection.alias)
        try:
            self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            # Right where a list is empty; a number that its column cannot hold would come to the same.
            if [] not in values.values():
                raise TypeError(f"{build.__name__} finds nothing, whatever it is given") from None
            self.sql = ""
            return
        except FullResultSet:
            raise TypeError(f"{build.__name__} compares with a number that its column cannot hold") from None
        self.put_together = putting_together(query_set, compiler)
        self.slots = _Slots(parameters, places)
        with clock.at(_LONG_AGO + timedelta(days=366)):
            if build(**stand_ins).query.get_compiler(connection.alias).as_sql()[1] != parameters:
                raise TypeError(f"{build.__name__} asks the clock by itself, and would go on with that moment")
        missing = set(places.found.values()) - self.slots.found
        if missing:
            names = ", ".join(sorted({name for name, _place in missing}))
            raise TypeError(f"{build.__name__}: {names} does not stand in the SQL as it is")

    def rows(self, values: dict[str, Any]) -> list[Row]:
        """What the query gives with these values."""
        if not self.sql:
            return []
        return self.put_together(fetch_all(self.sql, self.slots.filled(values)))


class prepared(Generic[Row]):  # noqa: N801 - a decorator
    """Makes a function that builds a query set into one that gives its rows, with the SQL made once for each shape.

    It is called with names only. A value may be None, a whole number, a text, a moment, a day, a row (by its key), or a list of
    these; which values are None, true or false, and how long lists are, makes the shape. (A list means those in it, so
    one of them may stand in it twice.) A tuple is taken as it is, and each makes a shape of its own.

    The function may look at nothing else about its values: of a row it gets the key alone, and DoesNotExist is raised
    where it looks at more, since that would decide for everybody what is true of one. Raises
    TypeError where a value does not stand in the SQL as it is or in the pattern of a LIKE, and where the function asks
    the clock instead of being told the moment.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__
        self._made: dict[Hashable, _Made[Row]] = {}
        self._lock = threading.Lock()

    def __call__(self, **values: Any) -> list[Row]:
        values = {name: _padded(value) if isinstance(value, list) else value for name, value in values.items()}
        shape = tuple([(name, _shape(value)) for name, value in values.items()])
        made = self._made.get(shape)
        if made is None:
            with self._lock:
                made = self._made.get(shape) or _Made(self.build, values)
                self._made[shape] = made
                if len(self._made) > _MOST_SHAPES:
                    del self._made[next(iter(self._made))]
        return made.rows(values)


def _padded(values: list[Any]) -> list[Any]:
    """A list as long as the next of few lengths, its last value said again: else each length were a shape of its own."""
    length = next((length for length in _LENGTHS if length >= len(values)), len(values))
    return values + values[-1:] * (length - len(values))


def _shape(value: Any) -> Hashable:
    if value is None or isinstance(value, bool | tuple):
        return value
    return len(value) if isinstance(value, list) else ""
