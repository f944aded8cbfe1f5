"""What clients of an API notice when its OpenAPI document becomes another one.

The documents are compared as a strict client would that was generated from the old one. Whatever it
can't do any more must be among the changes that a plan reports as breaking.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
Operations: TypeAlias = dict[tuple[str, str], Any]

METHODS = ("get", "post", "put", "patch", "delete")
SAID = ("description", "summary", "example", "examples", "title", "operationId", "tags")
# Bounds of what may be sent, and whether a greater one is looser.
BOUNDS = {
    "maxLength": True, "maximum": True, "maxItems": True,
    "minLength": False, "minimum": False, "minItems": False,
}  # fmt: skip


@dataclass
class Broken:
    """What isn't there, or isn't taken, any more."""

    gone: list[str] = field(default_factory=list)
    # Of what is there, at the same place or at another one.
    changed: list[str] = field(default_factory=list)


def broken(old: Schema, new: Schema, tags: Mapping[str, str]) -> dict[str, Broken]:
    """By the tag as it was; `tags` are those of now."""
    found: dict[str, Broken] = {}
    after = operations(new)
    moved = {operation["operationId"]: operation for operation in after.values()}
    for (path, method), operation in operations(old).items():
        tag = tag_of(operation)
        of_tag = found.setdefault(tag, Broken())
        now = after.get((path, method))
        if now is None or tag_of(now) != tags.get(tag, tag):
            of_tag.gone.append(f"{method} {path}")
            # Where names were swapped, they lead to what isn't meant.
            now = moved.get(operation["operationId"]) if tags.get(tag) == tag else None
        if now is not None:
            lines = _operation(_Part(old, operation), _Part(new, now))
            of_tag.changed += [f"{method} {path}: {line}" for line in lines]
    return found


def tag_of(operation: Any) -> str:
    """What an operation is about: the table, if there is one."""
    return str(operation["tags"][0]).replace(" ", "_")


def operations(document: Schema) -> Operations:
    """All of a document, whatever the parameters in their paths are called."""
    return {
        (_unnamed(path), method): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def comparable(document: Any) -> Any:
    """A document without what is only said to people."""
    if isinstance(document, list):
        return [comparable(each) for each in document]
    if not isinstance(document, dict):
        return document
    return {name: comparable(each) for name, each in document.items() if name not in SAID}


def _unnamed(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


class _Part:
    """A part of a document, in which references can be followed."""

    def __init__(self, document: Schema, value: Schema) -> None:
        self._document = document
        self.value = self._followed(value)

    def _followed(self, value: Schema) -> Schema:
        if isinstance(value, Mapping) and "$ref" in value:
            found: Any = self._document
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            return {**self._followed(found), **{k: v for k, v in value.items() if k != "$ref"}}
        return value

    def at(self, value: Schema) -> "_Part":
        return _Part(self._document, value)

    @property
    def properties(self) -> dict[str, "_Part"]:
        return {name: self.at(each) for name, each in self.value.get("properties", {}).items()}

    @property
    def old_names(self) -> dict[str, str]:
        """New names to old ones, of which either must be sent."""
        pairs = [
            [one["required"][0] for one in each["oneOf"]]
            for each in self.value.get("allOf", ())
            if "oneOf" in each
        ]
        return {pair[0]: pair[1] for pair in pairs}

    @property
    def required(self) -> set[str]:
        """What must be sent, under its new name where there are two."""
        return {*self.value.get("required", ()), *self.old_names}

    @property
    def plain(self) -> "_Part":
        """The schema of what isn't null."""
        for each in self.value.get("anyOf", ()):
            if each.get("type") != "null":
                return self.at({**self.at(each).value, **_rest(self.value)})
        return self

    @property
    def nullable(self) -> bool:
        return any(each.get("type") == "null" for each in self.value.get("anyOf", ()))


def _rest(value: Schema) -> Schema:
    return {word: value[word] for word in ("default",) if word in value}


def _operation(old: _Part, new: _Part) -> Iterator[str]:
    before, after = (
        {each["name"]: each for each in part.value.get("parameters", ()) if each["in"] == "query"}
        for part in (old, new)
    )
    for name, parameter in before.items():
        if name not in after:
            yield f"no parameter {name}"
        else:
            schema = parameter["schema"]
            if name == "limit":
                # More rows unasked are safe.
                schema = {**schema, "default": max(schema["default"], _default(after[name]))}
            both = (old.at(schema), new.at(after[name]["schema"]))
            yield from (f"parameter {name}: {line}" for line in _sent(*both))
    yield from (f"needs {name}" for name, each in after.items() if each.get("required"))
    bodies = [part.value.get("requestBody", {}) for part in (old, new)]
    if bodies[0] and bodies[1]:
        schemas = [
            part.at(body["content"]["application/json"]["schema"])
            for part, body in zip((old, new), bodies, strict=True)
        ]
        yield from (f"body {line}" for line in _sent(*schemas))
    elif bodies[0]:
        yield "takes no body"
    elif bodies[1].get("required"):
        yield "needs a body"
    yield from _answers(old, new)


def _default(parameter: Schema) -> Any:
    return parameter["schema"]["default"]


def _answers(old: _Part, new: _Part) -> Iterator[str]:
    for status, answer in old.value["responses"].items():
        there = new.value["responses"].get(status)
        if there is None:
            if status[0] == "2":
                yield f"answers no {status}"
            continue
        contents = [each.get("content", {}) for each in (answer, there)]
        if contents[0].keys() != contents[1].keys():
            yield f"{status} is of type {[*contents[1]]}, not {[*contents[0]]}"
            continue
        for kind, content in contents[0].items():
            both = (old.at(content["schema"]), new.at(contents[1][kind]["schema"]))
            yield from (f"{status} {line}" for line in _got(*both))


def _sent(old: _Part, new: _Part) -> Iterator[str]:
    """Of what is sent: whatever was taken must be."""
    if old.nullable and not new.nullable:
        yield "null is refused"
    # Without either of its names, a field has the default of the new one.
    is_alias = bool(new.value.get("deprecated"))
    default = old.value.get("default")
    if "default" in old.value and default != new.value.get("default") and not is_alias:
        yield f"default {new.value.get('default')!r}, not {old.value['default']!r}"
    yield from _kinds(old.plain, new.plain)
    before, after = old.plain.value, new.plain.value
    # Of an enum that becomes a text, a plan says only that it does: not which values it refuses.
    released = "enum" in before and "enum" not in after
    for word, is_greater in () if released else BOUNDS.items():
        # A form bounds a text without saying so.
        bounded = word in before or "format" not in before
        if word in after and after[word] != before.get(word) and bounded:
            looser = word in before and (after[word] > before[word]) is is_greater
            if not looser:
                yield f"{word} {after[word]}, not {before.get(word)}"
    if not released and "pattern" in after and after["pattern"] != before.get("pattern"):
        yield f"pattern {after['pattern']}"
    # One value alone is written as a constant.
    known = before.get("enum") or [before.get("const", object())]
    if "enum" in after and not {*known} <= {*after["enum"]}:
        yield f"one of {after['enum']}"
    if "items" in before and "items" in after:
        yield from _sent(old.plain.at(before["items"]), new.plain.at(after["items"]))
    properties = new.plain.properties
    for name, each in old.plain.properties.items():
        if name not in properties:
            yield f"{name} is not known"
        else:
            yield from (f"{name}: {line}" for line in _sent(each, properties[name]))
    for name in sorted(new.plain.required - old.plain.required):
        # Its old name does, too.
        if new.plain.old_names.get(name) not in old.plain.required:
            yield f"{name} must be sent"


def _got(old: _Part, new: _Part) -> Iterator[str]:
    """Of what is answered: whatever was there must be, and as it was."""
    yield from _kinds(old.plain, new.plain)
    before, after = old.plain.value, new.plain.value
    if before.get("const") != after.get("const"):
        yield f"{after.get('const')!r}, not {before.get('const')!r}"
    if "items" in before and "items" in after:
        yield from _got(old.plain.at(before["items"]), new.plain.at(after["items"]))
    known = new.plain.properties
    for name, each in old.plain.properties.items():
        if name not in known:
            yield f"has no {name}"
        else:
            yield from (f"{name}: {line}" for line in _got(each, known[name]))


def _kinds(old: _Part, new: _Part) -> Iterator[str]:
    for word in ("type", "format"):
        before, after = old.value.get(word), new.value.get(word)
        # A text of any form holds what one of a certain form did.
        widened = word == "format" and after is None
        if before != after and not widened and {before, after} != {"number", "integer"}:
            yield f"{word} {after}, not {before}"
