"""Templates are compiled for each language, and what they show is escaped."""

import gc
import weakref
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup, escape

from commonplace.ground.jinja import environment

# Words and phrases that Django itself brings in many languages.
LIMIT = "{% trans limit_value=most %}Ensure this value is less than or equal to {{ limit_value }}.{% endtrans %}"


def drawn(source: str, language: str = "en", **values: Any) -> str:
    spoken = environment(autoescape=True).in_language(language)
    with translation.override(language):
        return spoken.from_string(source).render(values)


@given(st.text())
def test_a_text_is_escaped(text: str) -> None:
    assert drawn("{{ text }}", text=text) == str(escape(text))
    assert drawn("{% trans t=text %}by {{ t }}{% endtrans %}", text=text) == f"by {escape(text)}"
    assert drawn("{% macro m(t) %}<b>{{ t }}</b>{% endmacro %}{{ m(text) }}", text=text) == f"<b>{escape(text)}</b>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Markup("<b>"), "<b>"), (7, "7"), (None, "None"), (gettext_lazy("<i>"), "&lt;i&gt;"), (["<"], "[&#39;&lt;&#39;]")],
)
def test_other_values_are_shown_as_ever(value: Any, shown: str) -> None:
    assert drawn("{{ value }}", value=value) == shown


def test_each_language_has_its_words() -> None:
    assert drawn("{{ _('Monday') }}", "de") == "Montag"
    assert drawn("{{ _('Monday') if day else _('Sunday') }}", "fr", day=False) == "dimanche"
    assert drawn(LIMIT, "de", most="<9>") == "Dieser Wert muss kleiner oder gleich &lt;9&gt; sein."
    assert drawn(LIMIT, "en", most=Markup("<b>9</b>")) == "Ensure this value is less than or equal to <b>9</b>."


def test_a_template_of_the_site_is_found_in_the_language_at_hand() -> None:
    templates = engines["jinja"]
    with translation.override("de"):
        german = templates.get_template("ground/base.html")
    with translation.override("en"):
        english = templates.get_template("ground/base.html")
        assert templates.get_template("ground/base.html").template is english.template
    assert german.template is not english.template


def test_signs_that_mean_something_in_phrases_stay() -> None:
    assert drawn("{% trans %}100 % of it{% endtrans %}") == "100 % of it"
    assert drawn("{% trans n=n %}{{ n }} % of it{% endtrans %}", n=3) == "3 % of it"


def test_what_is_said_to_be_safe_is_shown_as_it_is() -> None:
    assert drawn("{{ t|safe }}{{ t }}{{ (t|safe) ~ t }}", t="<b>") == "<b>&lt;b&gt;<b>&lt;b&gt;"
    assert drawn("{{ 7|safe }}{{ none|safe }}{{ t|safe|length }}{{ t|upper|safe }}", t="<b>") == "7None3<B>"
    assert drawn("{{ t|safe if yes else t }}{{ t }}", t="<b>", yes=True) == "<b>&lt;b&gt;"


def test_where_nothing_is_said_otherwise_nothing_stands() -> None:
    assert drawn("{{ 'a' if yes }}|{{ _('Monday') if yes }}", yes=False) == "|"
    assert drawn("{{ 'a' if yes }}|{{ 'b' ~ ('c' if not yes) }}", yes=True) == "a|b"


def test_macros_take_what_they_name_and_nothing_else() -> None:
    named = "{% macro m(a, b='B', c=none) %}{{ a }}{{ b }}{{ c }}{% endmacro %}"
    assert drawn(named + "{{ m(1) }} {{ m(1, 2) }} {{ m(1, c=3) }} {{ m(c=3, a='<') }}") == "1BNone 12None 1B3 &lt;B3"
    assert drawn("{% macro m() %}<{{ caller('>') }}{% endmacro %}{% call(t) m() %}{{ t }}{% endcall %}") == "<&gt;"
    assert drawn("{% macro m() %}{{ varargs|join }}{{ kwargs.a }}{% endmacro %}{{ m(1, '<', a=3) }}") == "1&lt;3"
    for wrong, error in {
        "m()": UndefinedError,
        "m(1, 2, 3, 4)": TypeError,
        "m(1, a=2)": TypeError,
        "m(1, d=2)": TypeError,
    }.items():
        with pytest.raises(error):
            drawn(named + "{{ " + wrong + " }}")


def test_pages_are_sent_without_the_indents_of_their_templates() -> None:
    source = "<p>\n    <b>{{ words }}</b>\n\n    </p>\n"
    spoken = environment(autoescape=True, loader=DictLoader({"a.html": source, "a.txt": source})).in_language("en")
    assert spoken.get_template("a.html").render(words="a\n    b") == "<p>\n<b>a\n    b</b>\n</p>\n".rstrip("\n")
    assert spoken.get_template("a.txt").render(words="a") == "<p>\n    <b>a</b>\n\n    </p>"


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nothing }}")
    with pytest.raises(UndefinedError):
        drawn("{% trans t=nothing %}by {{ t }}{% endtrans %}")


def test_a_dot_means_an_attribute_or_what_is_kept_under_that_name() -> None:
    class Kettle:
        sings = "<at four>"

        @property
        def boils(self) -> str:
            raise AttributeError("not filled")

    macro = "{% macro m(k, d) %}[{{ k.sings }}|{{ d.sings }}|{{ d.within.sings }}]{% endmacro %}{{ m(k, d) }}"
    kept = {"sings": "<b>", "within": {"sings": 4}}
    assert drawn(macro, k=Kettle(), d=kept) == "[&lt;at four&gt;|&lt;b&gt;|4]"
    assert drawn(macro, k=kept, d={"sings": 1, "within": Kettle()}) == "[&lt;b&gt;|1|&lt;at four&gt;]"
    for wrong in ("k.dances", "k.boils", "k.sings.loudly", "d.dances"):
        with pytest.raises(UndefinedError):
            drawn(
                f"{{% macro m(k, d) %}}<{{{{ k.sings }}}}{{{{ {wrong} }}}}>{{% endmacro %}}{{{{ m(k, d) }}}}",
                k=Kettle(),
                d=kept,
            )


MOST = "{% trans n=n, who=who %}{{ n }} year of {{ who }}{% pluralize %}{{ n }} years of {{ who }}{% endtrans %}"
YEARS = "{% trans num=n %}{{ num }} year{% pluralize %}{{ num }} years{% endtrans %}"


@given(st.integers(0, 9999), st.text())
def test_words_are_in_the_number_that_their_language_has(number: int, who: str) -> None:
    years = "year" if number == 1 else "years"
    assert drawn(MOST, n=number, who=who) == f"{number} {years} of {escape(who)}"
    assert drawn(YEARS, n=number) == f"{number} {years}"
    assert (
        drawn("{% trans n=n %}one{% pluralize %}100 % of {{ n }}{% endtrans %}", n=number + 2)
        == f"100 % of {number + 2}"
    )


def test_what_a_page_was_made_of_goes_with_it() -> None:
    class Words:
        pass

    words = Words()
    gone = weakref.ref(words)
    gc.disable()
    try:
        assert drawn("{% macro m() %}{{ say() }}{% endmacro %}{{ m() }}", words=words, say=lambda: "so") == "so"
        del words
        assert gone() is None
    finally:
        gc.enable()


def test_each_language_has_its_own_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_polish(one: str, many: str, number: int) -> str:
        return "%(num)s rok" if number == 1 else "%(num)s lata" if 2 <= number <= 4 else "%(num)s lat"

    monkeypatch.setattr(translation, "ngettext", in_polish)
    source = "{% trans num=n %}one autumn{% pluralize %}{{ num }} autumns{% endtrans %}"
    assert [drawn(source, "pl", n=number) for number in (1, 3, 5)] == ["1 rok", "3 lata", "5 lat"]
