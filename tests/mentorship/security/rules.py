"""House rules about dangerous things, told from the syntax tree of a file. Each gives the lines that break it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

# What reaches other machines: allauth's OpenID Connect and the mail backends do it for us.
NETWORK = frozenset(
    {
        "aiohttp",
        "ftplib",
        "http.client",
        "httpx",
        "requests",
        "smtplib",
        "socket",
        "telnetlib",
        "urllib.request",
    }
)
UNPICKLING = frozenset({"pickle", "marshal", "shelve", "dill", "joblib", "yaml"})
SAFE = frozenset({"mark_safe", "SafeString", "SafeText"})
SQL = frozenset({"execute", "executemany", "raw", "extra", "RawSQL"})
RUNS = frozenset({"eval", "exec", "compile", "__import__"})


def _name(node: ast.expr) -> str:
    """The last part of what is called: `f` of `a.b.f(…)`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


Nodes = Sequence[ast.AST]
# A file with none of these words breaks no rule, and is not read further.
WORDS = re.compile(
    "|".join(
        [
            *sorted({module.split(".")[-1] for module in NETWORK} | UNPICKLING | SAFE | SQL | RUNS),
            "csrf_exempt",
            "system",
            "popen",
            "getoutput",
            "getstatusoutput",
            "shell",
            r"objects\s*\.\s*get\b",
            "get_(object|list)_or_404",
        ]
    )
)


def nodes_of(text: str) -> Nodes:
    """The syntax of a module, each node once."""
    return list(ast.walk(ast.parse(text))) if WORDS.search(text) else []


def _calls(nodes: Nodes) -> Iterator[ast.Call]:
    yield from (node for node in nodes if isinstance(node, ast.Call))


def imported(nodes: Nodes) -> Iterator[tuple[int, str]]:
    """Every module that is imported, with its line; of `from a import b` both `a` and `a.b`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)


def safe_strings(nodes: Nodes) -> list[int]:
    """A string is declared safe for HTML by hand. `format_html` escapes, and is no case of it."""
    return [call.lineno for call in _calls(nodes) if _name(call.func) in SAFE]


def built_sql(nodes: Nodes) -> list[int]:
    """SQL that is put together from pieces, or read from anything but a literal or a constant of the module."""
    constants = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def is_fixed(value: ast.expr) -> bool:
        return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in constants)

    return [
        call.lineno
        for call in _calls(nodes)
        if _name(call.func) in SQL
        # A function that is handed over under that name is no cursor's.
        and not (isinstance(call.func, ast.Name) and call.func.id == "execute")
        and call.args
        and not is_fixed(call.args[0])
    ]


def without_csrf(nodes: Nodes) -> list[int]:
    """A view takes forms from anywhere."""
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Name | ast.Attribute) and _name(node) == "csrf_exempt"
    ]


def runs_text(nodes: Nodes) -> list[int]:
    """Text is run as a program: eval and its kin (`re.compile` is none), or a shell."""
    found = [
        call.lineno for call in _calls(nodes) if isinstance(call.func, ast.Name) and call.func.id in RUNS
    ]
    shells = [
        call.lineno
        for call in _calls(nodes)
        if _name(call.func) in {"system", "popen", "getoutput", "getstatusoutput"}
        or any(
            word.arg == "shell" and not (isinstance(word.value, ast.Constant) and not word.value.value)
            for word in call.keywords
        )
    ]
    return found + shells


def unpickles(nodes: Nodes) -> list[int]:
    """A format is read that can hold a program."""
    return [line for line, module in imported(nodes) if module.split(".")[0] in UNPICKLING]


def reaches_out(nodes: Nodes) -> list[int]:
    """Other machines are spoken to."""
    return sorted(
        {line for line, module in imported(nodes) if module in NETWORK or module.split(".")[0] in NETWORK}
    )


def fetches_itself(nodes: Nodes) -> list[int]:
    """A view finds an object by itself, past the access module that says whose it is. A row locked again by the key of one that
    came from there (`pk=thing.pk`) is none."""

    def is_own(call: ast.Call) -> bool:
        return bool(call.keywords) and all(
            isinstance(word.value, ast.Attribute) and word.arg in {"pk", "id"} for word in call.keywords
        )

    found = []
    for call in _calls(nodes):
        on_manager = (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "get"
            and isinstance(call.func.value, ast.Attribute)
            and call.func.value.attr == "objects"
        )
        if (on_manager and not is_own(call)) or _name(call.func) in {"get_object_or_404", "get_list_or_404"}:
            found.append(call.lineno)
    return found
