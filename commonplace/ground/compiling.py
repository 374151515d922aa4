"""How templates become Python: once for each language, with our own words put in, and escaping without a detour.

Jinja asks for each phrase again while it draws a page, in which language it is read, and makes a new object of every text
that it escapes: for a page of some thousand texts that took longer than the database did.
"""

import re
from functools import lru_cache
from types import FunctionType
from typing import Any, cast

from django.utils import translation
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

_PLAIN = {"_", "gettext"}


class Drawing(Context):
    """What a template is drawn in. Of what it calls, most are macros and functions that want to be told nothing else."""

    def call(self, called: Any, *arguments: Any, **named: Any) -> Any:
        """What is called, called."""
        kind = type(called)
        if kind is Macro and not (called.caller or called.catch_kwargs or called.catch_varargs):
            return self._drawn(called, arguments, named)
        if kind is FunctionType and not called.__dict__:  # Jinja marks what wants to be told more
            return called(*arguments, **named)
        return super().call(called, *arguments, **named)

    def _drawn(self, macro: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Markup:
        """As `Macro.__call__`, for one that takes what it names and nothing else; that takes as long as most macros do."""
        given = len(arguments)
        if given < macro._argument_count:
            arguments += tuple([named.pop(name, missing) for name in macro.arguments[given:]])
        if named or given > macro._argument_count:
            return cast(Markup, macro(self.eval_ctx, *arguments, **named))  # which says what is wrong
        return str.__new__(Markup, macro._func(*arguments))


class Written(CodeGenerator):
    """Writes a template as Python. Texts are escaped where they stand, without being wrapped as harmless."""

    _is_shown_as_it_is = False
    _dots_are_attributes = False

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - named by Jinja
        self.writeline("from markupsafe import _escape_inner as harmless")
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - named by Jinja
        # Nothing that templates call here looks at the names of the loop or the block that it is called in.
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - named by Jinja
        # A dot nearly always means an attribute, and Python finds one faster than anything that asks whether it is there.
        # Where it means something else, nothing of the line has been put in yet, and the line is drawn again by asking.
        if frame.buffer is None or frame.require_output_check or node.find(nodes.Getattr) is None:
            super().visit_Output(node, frame)
            return
        self.writeline("try:")
        self.indent()
        self._dots_are_attributes = True
        super().visit_Output(node, frame)
        self._dots_are_attributes = False
        self.outdent()
        self.writeline("except AttributeError:")
        self.indent()
        super().visit_Output(node, frame)
        self.outdent()

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - named by Jinja
        if self._dots_are_attributes:
            self.write("(")
            self.visit(node.node, frame)
            self.write(f").{node.attr}")
            return
        # As `environment.getattr`, which is asked only where there is no such attribute.
        self.write("(part if (part := getattr((whole := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(whole, {node.attr!r}))")

    def visit_MarkSafe(self, node: nodes.MarkSafe, frame: Frame) -> None:  # noqa: N802
        if self._is_shown_as_it_is:
            self._is_shown_as_it_is = False
            self.visit(node.expr, frame)
        else:
            super().visit_MarkSafe(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self._is_shown_as_it_is = isinstance(node, nodes.MarkSafe)
        self.write("(said if type(said := " if self._is_shown_as_it_is else "(harmless(said) if type(said := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        elif isinstance(node, nodes.MarkSafe):
            self.write(") is str else str(Markup(said)))")
        else:
            self.write(
                ") is str else said if type(said) is Markup else str(said) if type(said) is int else escape(said))"
            )


class _WithoutIndents(NodeTransformer):
    """Takes the indents out of a page's template: they mean nothing to a browser."""

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.TemplateData:  # noqa: N802 - named by Jinja
        node.data = _INDENTS.sub("\n", node.data)
        return node


_INDENTS = re.compile(r"\n\s+")


@lru_cache(maxsize=5000)
def _in_number(language: str | None, one: str, many: str, number: int) -> str:
    with translation.override(language):
        return translation.ngettext(one, many, number)


def in_number(language: str | None, one: str, many: str, number: int, /, **variables: Any) -> Markup:
    """Our own words for so many of something in a language, with variables made harmless."""
    words = _in_number(language, one, many, number)
    variables.setdefault("num", number)  # which Jinja leaves out, since it is there already
    if {*map(type, variables.values())} == {int}:
        return str.__new__(Markup, words % variables)
    return Markup(words) % variables  # noqa: S704 - our own words, from templates


class _Words(NodeTransformer):
    """Puts our own words in where a template asks for them, in one language."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - named by Jinja
        """Phrases with people's words in them become pieces, one after the other."""
        pieces: list[nodes.Expr] = []
        for child in node.nodes:
            words = _asked_for(child)
            if words is None or not isinstance(child, nodes.Call) or not child.kwargs:
                pieces.append(child)
                continue
            values = {named.key: named.value for named in child.kwargs}
            pieces += _pieces(words, values) or [child]
        node.nodes = pieces
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - named by Jinja
        """A phrase of our own only becomes itself."""
        words = _asked_for(node)
        if words is not None and not node.kwargs:
            return nodes.Const(Markup(translation.gettext(words)) % {})  # noqa: S704 - our own words, from templates
        if isinstance(node.node, nodes.Name) and node.node.name == "ngettext":
            node.node = nodes.Name("in_number", "load")
            node.args.insert(0, nodes.Const(self.language))
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:  # noqa: N802
        """What is said to be safe, as Jinja marks it itself, so that it need not be wrapped where it is only shown."""
        if node.name == "safe" and node.node is not None and not node.args:
            return self.generic_visit(nodes.MarkSafe(node.node, lineno=node.lineno))  # type: ignore[return-value]
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Expr:  # noqa: N802
        """Where nothing is said otherwise, it is nothing: a text, where Jinja has an object that takes long to show it."""
        if node.expr2 is None:
            node.expr2 = nodes.Const("")
        return self.generic_visit(node)  # type: ignore[return-value]


def _asked_for(node: nodes.Node) -> str | None:
    """The phrase that an expression asks for in the reader's language, as it stands in the template."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.node.name not in _PLAIN:
        return None
    if len(node.args) != 1 or node.dyn_args or node.dyn_kwargs or not isinstance(node.args[0], nodes.Const):
        return None
    return str(node.args[0].value)


def _pieces(words: str, values: dict[str, nodes.Expr]) -> list[nodes.Expr]:
    """A phrase in the language at hand, taken apart where values stand; nothing where it names others than these."""
    marks = {name: f"\0{name}\0" for name in values}
    try:
        parts = (translation.gettext(words) % marks).split("\0")
    except (KeyError, ValueError, TypeError):
        return []
    return [
        values[part] if place % 2 else nodes.TemplateData(part) for place, part in enumerate(parts) if part or place % 2
    ]


class SpokenTemplate(Template):
    """A template whose macros are imported without comparing the names that every template knows."""

    def render(self, *given: Any, **named: Any) -> str:
        """The page. Its macros know what they are drawn in, which knows them: they are parted, or all that the page was
        made of would stay until Python next looks for circles, and the next page would be made in memory that is cold.
        """
        context = self.new_context(dict(*given, **named))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()
        finally:
            context.vars.clear()

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class Spoken(Environment):
    """The templates of one language."""

    code_generator_class = Written
    context_class = Drawing
    template_class = SpokenTemplate
    language: str | None = None

    def in_language(self, language: str) -> "Spoken":
        """Another like this, with templates of its own in that language."""
        made = cast(Spoken, self.overlay())
        made.language = language
        return made

    def _generate(self, source: nodes.Template, name: str | None, *more: Any, **options: Any) -> str:
        if name and name.endswith(".html"):
            source = _WithoutIndents().visit(source)
        with translation.override(self.language):
            return super()._generate(_Words(self.language).visit(source), name, *more, **options)
