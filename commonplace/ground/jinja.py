"""The environment of every page: an undefined variable is an error, everything is escaped, all text can be translated."""

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2, Template
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import StrictUndefined, TemplateNotFound
from markupsafe import Markup

from commonplace.ground import ids, kept_files, moments
from commonplace.ground.compiling import Spoken, in_number
from commonplace.ground.form_tokens import TokenField


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def _gettext(words: str, /, **variables: Any) -> Markup:
    """Our own words in the reader's language, with variables made harmless. Where they stand in a template, they are compiled in."""
    return Markup(translation.gettext(words)) % variables  # noqa: S704 - our own words, from templates


@lru_cache
def _static(name: str) -> str:
    """The address of a static file, which holds as long as this process serves."""
    return static(name)


class Page(Template):
    """A template that is drawn for a request."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """The page in words. `csrf_input` is the field that every form of ours holds."""
        given = context or {}
        if request is None:
            return cast(str, self.template.render(given))
        given |= {"request": request, "csrf_input": TokenField(request)}
        for processor in self.backend.template_context_processors:
            given |= processor(request)
        return cast(str, self.template.render(given))


class Templates(Jinja2):
    """Django's Jinja2 templates, compiled for each language that is read here."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._model = cast(Spoken, self.env)
        self._environments: dict[str, Spoken] = {}

    def get_template(self, template_name: str) -> Any:
        """The template in the language at hand. Raises TemplateDoesNotExist."""
        language = translation.get_language() or settings.LANGUAGE_CODE
        if language not in self._environments:
            self._environments[language] = self._model.in_language(language)
        try:
            return Page(self._environments[language].get_template(template_name), self)
        except TemplateNotFound as missing:
            raise TemplateDoesNotExist(str(missing.name), backend=self) from missing


def environment(**options: Any) -> Spoken:
    """The environment that those of all languages are made after, called once by Django."""
    options["undefined"] = StrictUndefined
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.loopcontrols"]
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Spoken(**options)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(
        gettext=_gettext,
        _=_gettext,
        in_number=in_number,
        url=url,
        static=_static,
        get_messages=get_messages,
        own_zone=moments.own_zone,
        language=translation.get_language,
        is_right_to_left=translation.get_language_bidi,
    )
    made.filters.update(
        id=ids.written,
        day=moments.day,
        short_day=moments.short_day,
        time=moments.time,
        when=moments.when,
        zone=moments.zone_name,
        city=moments.city,
        iso=moments.iso,
        ago=moments.ago,
        span=moments.span,
        filesizeformat=filesizeformat,
        file_called=kept_files.called,
    )
    return made
