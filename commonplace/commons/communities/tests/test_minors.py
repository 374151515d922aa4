"""Names of people under 18 are found in words."""

from typing import Any

import pytest

from commonplace.commons.communities.minors import names_found
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person

# Who is 15, what is written, and the names that are found in it; certain ones with an exclamation mark.
FOUND = [
    ("Zuzanna", "ZUZANNA brought soup, zuzanna did.", ["Zuzanna"]),
    ("Łukasz Żak", "lukasz zak", ["!Łukasz Żak"]),
    ("Bo", "Bo and the robot", ["Bo"]),
    ("Bo", "The robot", []),
    ("Will", "It will rain", ["Will"]),
    ("Will K.", "Who will", ["Will"]),
    ("Zoë", "zoe", ["Zoë"]),
    ("小明", "昨天小明来了", ["小明"]),
    ("Zuzanna", "@young said so", ["!@young"]),
    ("Łukasz Żak", "Łukasz, that is Łukasz Żak", ["!Łukasz Żak", "Łukasz"]),
    ("Zuzanna", "Zuzannah and younger ones", []),
]


@pytest.mark.parametrize(("name", "words", "found"), FOUND)
def test_names_that_are_found(name: str, words: str, found: list[str], community: Any, member: Any) -> None:
    here = community()
    young = member(here, "young", age_band="13-15")
    Person.objects.filter(pk=young.pk).update(display_name=name)
    names = names_found(here, [words])
    assert sorted(("!" if one.is_certain else "") + one.words for one in names) == sorted(found)


def test_whoever_is_called_is_found_from_anywhere_and_whoever_left_is_not(
    community: Any, member: Any, person: Any
) -> None:
    here = community()
    person("elsewhere", age_band="16-17")
    leave_commons(member(here, "zuzanna", age_band="13-15"))
    names = names_found(here, ["Somebody who left saw @elsewhere."])
    assert [(one.words, one.is_certain) for one in names] == [("@elsewhere", True)]
