"""Keeps the lists of a design: values with their practices, the days of the arc, predictions. For its actions only."""

from collections.abc import Iterable, Mapping
from typing import Any

from commonplace.ground.text import clean, clean_line, render
from commonplace.stages.design.document import day_of, time_of
from commonplace.stages.design.models import ArcDay, Design, Practice, Prediction, ValueChoice
from commonplace.stages.design.values import VALUES

# A value as actions take it: the key of a known one or "", the name of an own one or "", and its practices.
Value = tuple[str, str, list[str]]

MOST_VALUES = 30
MOST_PRACTICES = 12
MOST_DAYS = 60
MOST_PREDICTIONS = 30


def _lines(lines: Iterable[str], most: int) -> list[str]:
    return [line for line in (clean_line(line)[:400] for line in lines) if line][:most]


def keep_values(design: Design, values: Iterable[Value]) -> None:
    """These values, each once, in this order, with their practices."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for key, own_name, practices in values:
        name = ("", clean_line(own_name)[:60]) if key not in VALUES else (key, "")
        if any(name):
            wanted.setdefault(name, []).extend(practices)
    standing = {(choice.key, choice.own_name): choice for choice in design.values.all()}
    for place, (name, practices) in enumerate(list(wanted.items())[:MOST_VALUES]):
        choice = standing.pop(name, None) or ValueChoice(design=design, key=name[0], own_name=name[1])
        choice.place = place
        choice.save()
        _keep_practices(choice, _lines(practices, MOST_PRACTICES))
    ValueChoice.objects.filter(pk__in=[choice.pk for choice in standing.values()]).delete()


def _keep_practices(choice: ValueChoice, practices: list[str]) -> None:
    if [practice.words for practice in choice.practices.all()] != practices:
        choice.practices.all().delete()
        Practice.objects.bulk_create(
            Practice(value=choice, words=words, place=place) for place, words in enumerate(practices)
        )


def keep_predictions(design: Design, predictions: Iterable[str]) -> None:
    """These predictions, in this order."""
    wanted = _lines(predictions, MOST_PREDICTIONS)
    if [prediction.words for prediction in design.predictions.all()] != wanted:
        design.predictions.all().delete()
        Prediction.objects.bulk_create(
            Prediction(design=design, words=words, place=place) for place, words in enumerate(wanted)
        )


def keep_arc(design: Design, rows: Iterable[Mapping[str, Any]]) -> None:
    """These days, in this order. A row is recognised by its id, else by its title, else by its place."""
    wanted = [row for row in rows if clean_line(row.get("title", ""))][:MOST_DAYS]
    standing = {day.pk: day for day in design.arc.all()}
    by_place = list(standing.values())
    taken = {row["id"] for row in wanted if row.get("id") in standing}
    for place, row in enumerate(wanted):
        day = standing.get(row.get("id") or 0) or _recognised(row, place, by_place, taken) or ArcDay(design=design)
        taken.add(day.pk)
        _keep_day(day, row, place)
    design.arc.filter(pk__in=set(standing) - taken).delete()


def _recognised(row: Mapping[str, Any], place: int, standing: list[ArcDay], taken: set[int]) -> ArcDay | None:
    free = [day for day in standing if day.pk not in taken]
    same_title = [day for day in free if day.title == clean_line(row["title"])[:120]]
    same_place = [day for day in standing[place : place + 1] if day in free]
    return next(iter(same_title + same_place), None)


def _keep_day(day: ArcDay, row: Mapping[str, Any], place: int) -> None:
    on, starts = row.get("on"), row.get("starts")
    day.title = clean_line(row["title"])[:120]
    day.words = clean(row.get("words") or "").strip()
    day.words_html = render(day.words)
    day.on = day_of(on) if isinstance(on, str) else on
    day.starts = time_of(starts) if isinstance(starts, str) else starts
    day.minutes = min(max(int(row.get("minutes") or 90), 5), 24 * 60)
    # Words that somebody writes without knowing of the distance leave it as it is.
    day.offset = None if day.on else row.get("offset", day.offset)
    day.place = place
    day.save()
