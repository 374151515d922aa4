"""What people take away can be brought back for an hour, by whoever took it away.

The rows that go are packed into one row of `PutAway` and really deleted, so that no query finds anything of them and no
rule has to know of it. Bringing back writes them as they were, ids included, and gives other rows back what they lost by
it. Higher packages say what may stand in the way of a kind (`before`) and what has to be made anew (`after`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.ground import clock
from commonplace.ground.models import PutAway
from commonplace.ground.packing import BATCH, called_now, insert_rows, plain_value, row_of

WINDOW = timedelta(hours=1)
# So often, in hours, it is looked for what nobody can bring back any more.
FORGETS_EVERY = 0.25

Row = dict[str, Any]
# Of which table, which row, which column, what stood there, and what stands there instead.
Change = tuple[str, Any, str, Any, Any]
Step = Callable[[PutAway, Any], None]
_before: dict[str, list[Step]] = defaultdict(list)
_after: dict[str, list[Step]] = defaultdict(list)


class CannotComeBack(Exception):
    """Something changed meanwhile that stands in the way. Its words say what."""


def before(*kinds: str) -> Callable[[Step], Step]:
    """Register a function that is asked before something of these kinds comes back, with whoever wants it.

    It may raise CannotComeBack, or take rows out of `rows` that are there again.
    """
    return _registering(_before, kinds)


def after(*kinds: str) -> Callable[[Step], Step]:
    """Register a function that makes anew what hangs on something of these kinds, once its rows are back."""
    return _registering(_after, kinds)


def _registering(steps: dict[str, list[Step]], kinds: Iterable[str]) -> Callable[[Step], Step]:
    def register(step: Step) -> Step:
        for kind in kinds:
            if step not in steps[kind]:
                steps[kind].append(step)
        return step

    return register


class _Whole(Collector):
    """Collects every row that goes, those too that Django would delete without looking at them."""

    def can_fast_delete(self, *_objects: Any, **_more: Any) -> bool:
        return False


def let_go(rows: models.QuerySet[Any], column: str, becomes: Any) -> list[Change]:
    """Write `becomes` into a column of these rows, and return what `put_away` has to know of it."""
    label, stood = rows.model._meta.label_lower, list(rows.values_list("pk", column))
    rows.update(**{column: becomes})
    return [(label, pk, column, plain_value(was), plain_value(becomes)) for pk, was in stood]


@transaction.atomic
def put_away(
    kind: str,
    by: models.Model,
    words: str,
    address: str,
    *,
    gone: Iterable[models.Model] = (),
    changes: Iterable[Change] = (),
) -> PutAway:
    """Delete `gone` with all that goes with it, and keep it packed for an hour. `changes` were made for the same reason."""
    collector = _Whole(using="default")
    for one in gone:
        collector.collect([one])
    rows, files = _packed({model: [one.pk for one in found] for model, found in collector.data.items()})
    lost = _lost(collector)
    collector.delete()
    return PutAway.objects.create(
        kind=kind, by_id=by.pk, words=words[:400], address=address, rows=rows, changes=[*changes, *lost], files=files
    )


def _packed(going: dict[type[models.Model], list[Any]]) -> tuple[list[tuple[str, Row]], list[str]]:
    """The rows that go, as they stand, each with its table; and the files that they name."""
    rows, files = [], []
    for model, keys in going.items():
        named = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
        for keys_at_once in _batches(keys):
            for found in model._base_manager.filter(pk__in=keys_at_once).order_by("pk"):
                row = row_of(found)
                rows.append((model._meta.label_lower, row))
                files += [row[name] for name in named if row[name]]
    return rows, files


def _lost(collector: Collector) -> list[Change]:
    """What rows that stay lose by it: they pointed to what goes."""
    lost: list[Change] = []
    updates: Any = collector.field_updates
    for (field, becomes), groups in updates.items():
        going = {one.pk for one in collector.data.get(field.model, ())}
        keys = [one.pk for group in groups for one in group if one.pk not in going]
        for keys_at_once in _batches(keys):
            stood = field.model._base_manager.filter(pk__in=keys_at_once).values_list("pk", field.attname)
            lost += [(field.model._meta.label_lower, pk, field.attname, was, becomes) for pk, was in stood]
    return lost


def _batches(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))


def to_bring_back(by: models.Model) -> models.QuerySet[PutAway]:
    """What somebody took away within the hour, newest first."""
    return PutAway.objects.filter(by_id=by.pk, back_at=None, at__gt=clock.now() - WINDOW).order_by("-at", "-pk")


@transaction.atomic
def bring_back(key: int, by: models.Model) -> PutAway:
    """Make it be there again, as it was. Twice is as once.

    Raises PutAway.DoesNotExist for what is nobody's of theirs, or forgotten; CannotComeBack, having changed nothing.
    """
    kept = PutAway.objects.select_for_update().get(pk=key, by_id=by.pk)
    if kept.back_at is not None:
        return kept
    if kept.at <= clock.now() - WINDOW:
        raise CannotComeBack(_("More than an hour has passed, so it is gone for good."))
    if not kept.rows and not kept.changes:  # two took it away at one moment, and the other has it
        raise CannotComeBack(_("It was taken away already."))
    kept.rows = [called_now(*one) for one in kept.rows]
    for step in _before[kept.kind]:
        step(kept, by)
    _unpack(kept)
    for step in _after[kept.kind]:
        step(kept, by)
    _empty(kept)
    return kept


@transaction.atomic
def bring_back_again(kind: str, key: int) -> set[int]:
    """Bring back what somebody had brought back after a backup was made, with all that was taken away in one go with it.

    Their ids; none where it was not put away in that backup, or cannot come back.
    """
    packed = PutAway.objects.filter(kind=kind, back_at=None)
    kept = next((one for one in packed if any(row.get("id") == key for _label, row in one.rows)), None)
    if kept is None:
        return set()
    kept.rows = [called_now(*one) for one in kept.rows]
    back = {row["id"] for label, row in kept.rows if label == kept.rows[0][0]}
    try:
        _unpack(kept)
    except CannotComeBack:
        return set()
    _empty(kept)
    return back


def _empty(kept: PutAway) -> None:
    kept.rows, kept.changes, kept.files = [], [], []
    kept.words, kept.back_at = "", clock.now()
    kept.save()


def _unpack(kept: PutAway) -> None:
    """Write the rows that went, and give others back what they lost. Raises CannotComeBack."""
    rows: dict[type[models.Model], list[Row]] = defaultdict(list)
    for label, row in kept.rows:
        rows[apps.get_model(label)].append(row)
    first = kept.rows[0][1] if kept.rows else None
    _leave_out_what_hangs_on_nothing(rows)
    if first is not None and not any(first is row for some in rows.values() for row in some):
        raise CannotComeBack(_("What it belonged to is gone."))
    try:
        with transaction.atomic():
            for model, some in rows.items():
                insert_rows(model, some)
    except IntegrityError as taken:
        raise CannotComeBack(_("Something else stands in its place by now.")) from taken
    for change in kept.changes:
        _give_back(*change)


def _give_back(label: str, pk: Any, column: str, was: Any, became: Any) -> None:
    """Write again what stood in a column, where nobody wrote anything else there meanwhile."""
    label, named = called_now(label, {column: was})
    (column,), model = named, apps.get_model(label)
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    if isinstance(field, models.ForeignKey) and was is not None and not _there(field, {was}):
        return
    stands = {f"{column}__isnull": True} if became is None else {column: became}
    model._base_manager.filter(pk=pk, **stands).update(**{column: was})


def _leave_out_what_hangs_on_nothing(rows: dict[type[models.Model], list[Row]]) -> None:
    """Other things may have gone meanwhile: what points to them points to nothing, or goes as it would have with them."""
    keys = [
        (model, field)
        for model in rows
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]
    # What is left out may be what others hang on.
    while any(_settles(rows, model, field) for model, field in keys):
        pass


def _settles(rows: dict[type[models.Model], list[Row]], model: type[models.Model], field: Any) -> bool:
    """Settle what points by this key to nothing. Whether there was any."""
    column = field.attname
    wanted = {row[column] for row in rows[model]} - {None}
    wanted -= {row[field.target_field.attname] for row in rows.get(field.related_model, ())}
    missing = wanted - _there(field, wanted)
    if missing and _may_stand_alone(field):
        for row in rows[model]:
            row[column] = None if row[column] in missing else row[column]
    elif missing:
        rows[model] = [row for row in rows[model] if row[column] not in missing]
    return bool(missing)


def _may_stand_alone(field: models.ForeignKey[Any, Any]) -> bool:
    """Whether a row stays when what it points to goes. An answer whose comment is gone stands by itself."""
    return field.null and (field.remote_field.on_delete is models.SET_NULL or field.related_model is field.model)


def _there(field: models.ForeignKey[Any, Any], wanted: Collection[Any]) -> set[Any]:
    """Which of these a foreign key can point to."""
    name, there = field.target_field.attname, set[Any]()
    for some in _batches(sorted(wanted)):
        target: Any = field.related_model
        there |= set(target._base_manager.filter(**{f"{name}__in": some}).values_list(name, flat=True))
    return there


def make_room(rows: models.QuerySet[Any], kept: PutAway) -> None:
    """What is back stands where it stood among `rows`, which have a `place`: the others move on."""
    back = {row["id"]: row["place"] for label, row in kept.rows if label == rows.model._meta.label_lower}
    for place in sorted(back.values()):
        rows.exclude(pk__in=back).filter(place__gte=place).update(place=models.F("place") + 1)


@transaction.atomic
def take_out(model: type[models.Model], **columns: Any) -> list[int]:
    """Take rows of one table out of what everybody put away; where it was all about one, all of it. Returns their ids."""
    label, out = model._meta.label_lower, list[int]()
    for kept in PutAway.objects.select_for_update().filter(back_at=None):
        kept.rows = [called_now(*one) for one in kept.rows]
        going = [
            row
            for name, row in kept.rows
            if name == label and all(row[column] == value for column, value in columns.items())
        ]
        out += [row["id"] for row in going]
        if going and kept.rows[0][1] in going:
            forget(PutAway.objects.filter(pk=kept.pk))
        elif going:
            kept.rows = [[name, row] for name, row in kept.rows if name != label or row not in going]
            kept.save(update_fields=["rows"])
    return out


def files_kept() -> set[str]:
    """The files of what may still be brought back."""
    return {name for names in PutAway.objects.values_list("files", flat=True) for name in names}


@transaction.atomic
def forget(these: models.QuerySet[PutAway]) -> int:
    """Let go of this for good, with its files. Returns how much it was."""
    going = list(these.select_for_update().values_list("pk", "files"))
    PutAway.objects.filter(pk__in=[pk for pk, _files in going]).delete()
    names = [name for _pk, files in going for name in files]

    def delete_files() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete_files, robust=True)
    return len(going)


@task()
def forget_lapsed() -> None:
    """Let go of what nobody can bring back any more. Comes by every quarter of an hour."""
    forget(PutAway.objects.filter(at__lte=clock.now() - WINDOW))
