"""The contract of version 1 as a file, and what may become of it: it grows. What a system was told may be relied on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]
# By these a value is known for what it is; words about it may change.
SAME = ("type", "format", "$ref", "anyOf", "items", "pattern")
# What may be sent: a limit that is tighter, or is new, refuses what was taken before.
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
SENT_HERE = "Body"  # at the end of the name of what is sent


class Shrunk(ValueError):
    """Something that was promised is not there any more; the text names it."""


def written(contract: Part, before: str) -> str:
    """The file, after `before`, its present text. Raises Shrunk where version 1 would lose something."""
    gone = list(lost(json.loads(before), contract)) if before else []
    if gone:
        raise Shrunk(f"version 1 of the API only grows. It would lose: {'; '.join(gone)}")
    return json.dumps(contract, indent=1, ensure_ascii=False) + "\n"


def lost(before: Part, after: Part) -> Iterator[str]:
    """What `before` has that `after` has not, or asks less of whoever calls, in words."""
    for path, operations in before["paths"].items():
        for method, operation in operations.items():
            found = after["paths"].get(path, {}).get(method)
            named = f"{method.upper()} {path}"
            if found is None:
                yield named
            else:
                yield from _of_operation(named, operation, found)
    shapes = after["components"]["schemas"]
    for name, shape in before["components"]["schemas"].items():
        if name in shapes:
            yield from _of_shape(name, shape, shapes[name])
        else:
            yield name


def _of_operation(named: str, before: Part, after: Part) -> Iterator[str]:
    parameters = {one["name"]: one for one in after["parameters"]}
    known = {one["name"]: one for one in before["parameters"]}
    for name, one in known.items():
        if name not in parameters:
            yield f"the parameter {name} of {named}"
        else:
            yield from _of_value(
                f"the parameter {name} of {named}", one["schema"], parameters[name]["schema"]
            )
    for name, one in parameters.items():
        if one["required"] and not known.get(name, {}).get("required"):
            yield f"that {named} goes without {name}"
    for status, answer in before["responses"].items():
        if after["responses"].get(status, {}).get("content") != answer.get("content"):
            yield f"the answer {status} of {named}"
    if before.get("x-scope") != after.get("x-scope"):
        yield f"the scope of {named}"


def _of_shape(name: str, before: Part, after: Part) -> Iterator[str]:
    properties = after.get("properties", {})
    for key, value in before.get("properties", {}).items():
        if key in properties:
            yield from _of_value(f"{name}.{key}", value, properties[key])
        else:
            yield f"{name}.{key}"
    had, has = set(before.get("required", ())), set(after.get("required", ()))
    more = has - had if name.endswith(SENT_HERE) else had - has
    for key in sorted(more):
        yield f"whether {name}.{key} is always there"
    yield from _of_value(name, before, after)


def _of_value(named: str, before: Part, after: Part) -> Iterator[str]:
    for key in SAME:
        if before.get(key) != after.get(key):
            yield f"the {key} of {named}"
    for key in (*AT_MOST, *AT_LEAST):
        if _is_tighter(key, before.get(key), after.get(key)):
            yield f"the {key} of {named}"
    if "default" in before and ("default" not in after or before["default"] != after["default"]):
        yield f"the default of {named}"
    if after.get("additionalProperties") is False and before.get("additionalProperties") is not False:
        yield f"what else {named} may have"
    for choice in before.get("enum", ()):
        if choice not in after.get("enum", ()):
            yield f"{choice!r} of {named}"


def _is_tighter(key: str, before: Any, after: Any) -> bool:
    if after is None or before == after:
        return False
    return before is None or (after < before if key in AT_MOST else after > before)
