"""Puts together, from what a database gives for a query, the rows that its query set would give: lists need them fast.

Django calls `Model.__init__` for each row, and asks of each column whether it was fetched; here all columns are laid into the
object at once. What would notice the difference is refused: models that are made or read in a way of their own.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesListIterable,
)
from django.db.models.utils import create_namedtuple_class

from commonplace.ground import passing

PutTogether = Callable[[list[Any]], list[Any]]


def putting_together(query_set: QuerySet[Any], compiler: Any) -> PutTogether:
    """A function that makes a query set's rows of what the database gave. `compiler` has made its SQL.

    Takes query sets of models, with related ones joined, and of `values_list`. Raises TypeError for others.
    """
    made: Any = query_set
    if made._prefetch_related_lookups:
        raise TypeError("what is prefetched would be asked for anew each time")
    converted, of_row = _converting(compiler), _of_row(made, compiler)
    if converted is None:
        return of_row
    return lambda found: of_row(converted(found))


def _of_row(query_set: Any, compiler: Any) -> PutTogether:
    kind = query_set._iterable_class
    if kind is ValuesListIterable:
        return lambda found: list(map(tuple, found))
    if kind is FlatValuesListIterable:
        return lambda found: list(map(itemgetter(0), found))
    if kind is NamedValuesListIterable:
        named = create_namedtuple_class(*query_set._fields)
        return lambda found: list(map(named._make, found))
    if kind is ModelIterable:
        make = _making(compiler.klass_info, compiler.select, compiler.annotation_col_map)
        return lambda found: list(map(make, found))
    raise TypeError(f"{kind.__name__} is not known here")


def _converting(compiler: Any) -> Callable[[list[Any]], list[Any]] | None:
    """Turns what the database keeps into what its columns mean; None where it keeps everything as it is."""
    columns = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
    if not columns:
        return None
    steps = [(place, convert, meaning) for place, (converts, meaning) in columns.items() for convert in converts]
    connection = compiler.connection
    of_database = {getattr(connection.ops, f"convert_{kind}field_value", None) for kind in ("datetime", "boolean")}

    # A driver makes moments and truths of a whole column, always, or of nothing in it; the first that it gives tells.
    unsure = {step for step in steps if step[1] in of_database}
    done = set()

    def look(found: list[Any]) -> None:
        for step in unsure.copy():
            place, convert, meaning = step
            first = next((row[place] for row in found if row[place] is not None), None)
            if first is None:
                continue
            if convert(first, meaning, connection) is first:
                done.add(step)
            unsure.discard(step)

    def converted(found: list[Any]) -> list[Any]:
        if passing.are_here():
            needed = steps
        else:
            if unsure:
                look(found)
            needed = [step for step in steps if step not in done and step not in unsure]
        if not needed:
            return found
        rows = list(map(list, found))
        for place, convert, meaning in needed:
            for row in rows:
                row[place] = convert(row[place], meaning, connection)
        return rows

    return converted


def _picking(places: list[int]) -> Callable[[Any], Sequence[Any]]:
    """A function that takes these places out of a row."""
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)


def _making(told: dict[str, Any], select: list[Any], annotated: dict[str, int] | None = None) -> Callable[[Any], Any]:
    """Makes one object of a row, and those joined to it. `told` is Django's account of which columns are whose."""
    model: type[models.Model] = told["model"]
    if model.__init__ is not models.Model.__init__ or "from_db" in vars(model) or told.get("from_parent"):
        raise TypeError(f"{model.__name__} is made in a way of its own")
    places = told["select_fields"]
    names = [select[place][0].target.attname for place in places]
    key = places[names.index(model._meta.pk.attname)]
    joined = [
        (_making(other, select), other["local_setter"], other["remote_setter"])
        for other in told.get("related_klass_infos", ())
    ]
    names += annotated or ()
    pick = _picking([*places, *(annotated or {}).values()])

    def make(row: Any) -> Any:
        if row[key] is None:  # nothing was there to be joined
            return None
        made = model.__new__(model)
        state = made._state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        made.__dict__.update(zip(names, pick(row), strict=True))
        for make_other, stands_here, stands_there in joined:
            other = make_other(row)
            stands_here(made, other)
            if other is not None:
                stands_there(other, made)
        return made

    return make
