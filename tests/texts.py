"""Every text of the site that is to be translated, found without a gettext program: Python by its syntax tree, templates by
what Django itself makes of them for xgettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from mentorship.config import ROOT

APPS = ["accounts", "notifications", "programmes", "matching", "journeys", "api", "ui", "mentorship"]
MODULE = "django.utils.translation"
# By what its calls are named: how many texts each takes, and whether a context stands before them.
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (2, True)),
}
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)\s*(?:,\s*count\s*)?\)")
ONE_LITERAL = re.compile(LITERAL)


class Text(NamedTuple):
    """A text as the catalogue knows it; `context` and `plural` are empty where it has none."""

    words: str
    plural: str = ""
    context: str = ""


def python_files() -> list[Path]:
    return sorted(
        path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
    )


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def texts() -> dict[Text, str]:
    """Every text, with a file that it stands in."""
    found: dict[Text, str] = {}
    for path in python_files():
        for text in _in_python(tree_of(path)):
            found.setdefault(text, str(path.relative_to(ROOT)))
    for path in template_files():
        for text in _in_template(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def _text(call: str, words: list[str]) -> Text | None:
    count, has_context = CALLS[call]
    if len(words) < count + has_context:
        return None
    context = words.pop(0) if has_context else ""
    return Text(words[0], words[1] if count > 1 else "", context)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _in_python(tree: ast.Module) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in CALLS:
            words = []
            for argument in node.args:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    break
                words.append(argument.value)
            text = _text(_called(node), words)
            if text:
                yield text


def _in_template(source: str) -> Iterator[Text]:
    for call, words in IN_TEMPLATE.findall(templatize(source)):
        text = _text(call, [ast.literal_eval(word) for word in ONE_LITERAL.findall(words)])
        if text:
            yield text


def renamed() -> list[str]:
    """Where a translating function is imported under a name that neither xgettext nor `texts` knows, or that of another."""
    faults = []
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module == MODULE:
                faults += [
                    f"{path.relative_to(ROOT)}:{node.lineno}: {name.name} as {name.asname}"
                    for name in node.names
                    if name.name in CALLS
                    and name.asname
                    and not (name.asname == "_" and CALLS[name.name] == CALLS["_"])
                ]
    return faults


def hidden() -> list[str]:
    """Where a text stands within an f-string, into which xgettext does not look."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path in python_files()
        for string in ast.walk(tree_of(path))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call) and _called(node) in CALLS
    ]


def frozen() -> list[str]:
    """Where a text is translated while its module is imported: it would stay in the language of whoever came first."""
    faults = []
    for path in python_files():
        tree = tree_of(path)
        names = {
            name.asname or name.name: name.name in EAGER
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == MODULE
            for name in node.names
            if name.name in CALLS
        }
        faults += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:80]}"
            for node in _at_import(tree)
            if _freezes(node, names)
        ]
    return faults


def _freezes(node: ast.AST, names: dict[str, bool]) -> bool:
    """Whether `node` is an eager call, or makes a plain text of a lazy one: by %, in an f-string, by a method."""

    def is_lazy(one: ast.AST) -> bool:
        return isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in names

    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return names.get(node.func.id, False)
        return isinstance(node.func, ast.Attribute) and is_lazy(node.func.value)
    if isinstance(node, ast.BinOp):
        return is_lazy(node.left) or is_lazy(node.right)
    return isinstance(node, ast.FormattedValue) and is_lazy(node.value)


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = child.args
            at_once = [*child.decorator_list, *arguments.defaults, *filter(None, arguments.kw_defaults)]
            for one in at_once:
                yield one
                yield from _at_import(one)
            continue
        yield child
        yield from _at_import(child)


def date_patterns() -> dict[str, str]:
    """Every pattern in which a day is written, with a file that it stands in."""
    asked = re.compile(r"""\|date:\\?"([^"\\]+)\\?"|date_format\((?:[^()]|\([^()]*\))*?,\s*"([^"]+)"\)""")
    return {
        found[1] or found[2]: str(path.relative_to(ROOT))
        for path in (*python_files(), *template_files())
        for found in asked.finditer(path.read_text(encoding="utf-8"))
    }
