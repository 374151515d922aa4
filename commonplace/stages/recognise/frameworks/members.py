"""The members that CASE 1.1 has for each thing, and each in the form that it asks for, made of whatever others wrote.

1EdTech, Competencies and Academic Standards Exchange 1.1, https://www.imsglobal.org/spec/case/v1p1/.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from commonplace.stages.recognise.credentials.times import NotATime, moment

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# A word that is not among the standard's own may stand there with this before it.
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")
_LONGEST = 100_000

Read = Callable[[Any], Any]


def text(value: Any) -> str | None:
    """Words without blanks around them; none for what is no words or empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # Halves of characters, which JSON can escape, cannot be written anywhere, and what ends a text not everywhere.
    return str(value).replace("\0", "").encode("utf-8", "replace").decode().strip()[:_LONGEST] or None


def identifier(value: Any) -> str | None:
    """A UUID in lower case; of any other name, one that is always the same."""
    words = text(value)
    if words is None:
        return None
    lower = words.lower().removeprefix("urn:uuid:")
    return lower if _UUID.fullmatch(lower) else str(uuid.uuid5(uuid.NAMESPACE_URL, words))


def changed(value: Any) -> datetime | None:
    """A moment, in UTC where it names no zone; of a day, its beginning."""
    words = text(value)
    if words is None:
        return None
    try:
        return moment(f"{words}T00:00:00Z" if _DAY.fullmatch(words) else words.replace(" ", "T", 1))
    except NotATime:
        return None


def written(at: datetime) -> str:
    """A moment as CASE writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def extended(value: Any, known: frozenset[str]) -> str | None:
    """One of the words known, whatever its letters and blanks (`Is Child Of`), or another as an extension (`ext:covers`)."""
    words = text(value)
    if words is None:
        return None
    plain = re.sub(r"[\s_-]", "", words).lower()
    for one in known:
        if one.lower() == plain:
            return one
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", words.removeprefix("ext:")).strip("-")
    found = f"ext:{name}"
    return found if _EXTENSION.fullmatch(found) else None


def link(value: Any, *, is_uuid: bool = True) -> dict[str, str] | None:
    """Where something else is: title, identifier and uri. An address alone is made into one."""
    given = value if isinstance(value, Mapping) else {"uri": value}
    name, address = text(given.get("identifier")), text(given.get("uri"))
    if name is None and address is None:
        return None
    named = identifier(name or address) if is_uuid else (name or address)
    address = address or f"urn:uuid:{identifier(name)}"
    return {"title": text(given.get("title")) or address, "identifier": str(named), "uri": address}


_TARGETS = frozenset({"CASE"})


def end(value: Any) -> dict[str, str] | None:
    """The same for either end of an association, whose other end may be named in any way."""
    found = link(value, is_uuid=False)
    if found is None:
        return None
    lower = found["identifier"].lower()
    target = extended(value.get("targetType"), _TARGETS) if isinstance(value, Mapping) else None
    return {
        **found,
        "identifier": lower if _UUID.fullmatch(lower) else found["identifier"],
        **({"targetType": target} if target else {}),
    }


def _texts(value: Any) -> list[str] | None:
    given = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else [value]
    return [one for one in map(text, given) if one] or None


def _links(value: Any) -> list[dict[str, str]] | None:
    found = [link(one) for one in (value if isinstance(value, list) else [value])]
    return [one for one in found if one] or None


def _day(value: Any) -> str | None:
    found = _DAY.match(text(value) or "")
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def _number(value: Any) -> int | float | None:
    try:
        number = float(text(value) or "")
    except ValueError:
        return None
    if number != number or abs(number) > 2**53:
        return None
    return int(number) if number.is_integer() else number


def _whole(value: Any) -> int | None:
    number = _number(value)
    return number if isinstance(number, int) else None


def _members(**members: Read) -> Mapping[str, Read]:
    return members


DOCUMENT = _members(
    frameworkType=text,
    officialSourceURL=text,
    publisher=text,
    description=text,
    subject=_texts,
    subjectURI=_links,
    language=text,
    version=text,
    adoptionStatus=text,
    statusStartDate=_day,
    statusEndDate=_day,
    licenseURI=link,
    notes=text,
)
ITEM = _members(
    alternativeLabel=text,
    CFItemType=text,
    humanCodingScheme=text,
    listEnumeration=text,
    abbreviatedStatement=text,
    conceptKeywords=_texts,
    conceptKeywordsURI=link,
    notes=text,
    subject=_texts,
    subjectURI=_links,
    language=text,
    educationLevel=_texts,
    CFItemTypeURI=link,
    licenseURI=link,
    statusStartDate=_day,
    statusEndDate=_day,
)
ASSOCIATION = _members(sequenceNumber=_whole, CFAssociationGroupingURI=link, notes=text)
KINDS_OF_ASSOCIATION = frozenset(
    (
        "isChildOf",
        "isPeerOf",
        "isPartOf",
        "exactMatchOf",
        "precedes",
        "isRelatedTo",
        "replacedBy",
        "exemplar",
        "hasSkillLevel",
        "isTranslationOf",
    )
)
# Names of 1.0, and of those who write it, for members of today.
OLDER_NAMES = {"educationalLevel": "educationLevel", "educationLevels": "educationLevel", "subjects": "subject"}

_TITLED = _members(title=text, description=text)
# What each has to have beside identifier, uri and the moment of its last change stands there empty if nobody said it.
DEFINITIONS: Mapping[str, tuple[Mapping[str, Read], tuple[str, ...]]] = {
    "CFConcepts": ({**_TITLED, "keywords": text, "hierarchyCode": text}, ("title", "hierarchyCode")),
    "CFSubjects": ({**_TITLED, "hierarchyCode": text}, ("title", "hierarchyCode")),
    "CFLicenses": ({**_TITLED, "licenseText": text}, ("title", "licenseText")),
    "CFItemTypes": ({**_TITLED, "hierarchyCode": text, "typeCode": text}, ("title", "description", "hierarchyCode")),
    "CFAssociationGroupings": (_TITLED, ("title",)),
}
RUBRIC = _TITLED
CRITERION = _members(
    category=text, description=text, CFItemURI=link, weight=_number, position=_whole, rubricId=identifier
)
LEVEL = _members(
    description=text, quality=text, score=_number, feedback=text, position=_whole, rubricCriterionId=identifier
)


def read(given: Mapping[str, Any], members: Mapping[str, Read]) -> dict[str, Any]:
    """Those members that can be read, in their form; what nobody knows is left out."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        known = OLDER_NAMES.get(name, name)
        if known in members and value is not None and (known == name or known not in given):
            read_value = members[known](value)
            if read_value is not None:
                found[known] = read_value
    return found
