"""YAML to plain data, with the place of every key and value.

Only what the language needs of YAML is let in: mappings, lists, and the scalars of the YAML 1.2
core schema. Tags, anchors and several documents are refused, so no file can run code or unfold.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from generator.diagnostics import DataPath, Diagnostic, Part, Span, SpecError, quote

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_INTEGERS = range(-(2**63), 2**63)

_UNPRINTABLE = re.compile(
    r"[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|\r(?!\n)"
)
_TAB_INDENT = re.compile(r"^ *(\t)\s*\S", re.MULTILINE)

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# ruamel's phrases, and ours for the same mistakes.
_SYNTAX: tuple[tuple[str, str, str | None], ...] = (
    (
        "mapping values are not allowed",
        "a ':' is not expected here",
        "check the indentation of this line, or quote a text that contains ': '",
    ),
    ("could not find expected ':'", "a ':' is missing after this key", None),
    (
        "found unexpected end of stream",
        "this quoted text is never closed",
        "add the closing quote",
    ),
    (
        "expected <block end>",
        "this line does not fit the lines above it",
        "give the keys of one mapping the same indentation",
    ),
    ("expected the node content", "a value is expected here", "close every '[' and '{'"),
    ("expected ',' or '}'", "a ',' or '}' is expected here", None),
    ("expected ',' or ']'", "a ',' or ']' is expected here", None),
    ("cannot start any token", "this character cannot start a value", "put the text in quotes"),
    ("unknown escape", "an unknown escape in a quoted text", "use single quotes, or write '\\\\'"),
    ("alphabetic or numeric", "a '*' or '&' cannot start a value", "put the text in quotes"),
    ("chomping or indentation", "a '|' or '>' cannot start a value here", "put the text in quotes"),
    ("comment or a line break", "a text cannot follow '|' or '>' on its line", None),
    ("mapping keys are not allowed", "a '?' is not expected here", None),
    ("expected URI", "a '!' cannot start a value", "put the text in quotes"),
    ("sequence entries are not allowed", "a list item is not expected here", None),
)
_AT_CONTEXT = "found unexpected end of stream"


@dataclass(frozen=True, slots=True)
class Node:
    """Where a value and its key stand, and what lies below."""

    value: Span
    key: Span | None = None
    children: "dict[str | int, Node]" = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A spec as plain data, its text, and the place of each part."""

    file: str
    text: str
    data: dict[str, Value]
    root: Node = field(repr=False)

    def locate(self, path: DataPath, of: Part = "value") -> Span:
        """Where a key or a value stands; for what isn't written, its nearest ancestor's key."""
        node = self.root
        for step in path:
            child = node.children.get(step)
            if child is None:
                return node.key or node.value
            node = child
        return node.key if of == "key" and node.key else node.value


def load(path: Path) -> Source:
    """The spec in a file."""
    file = str(path)
    try:
        content = _read(path)
    except OSError as problem:
        reason = (problem.strerror or "unknown reason").lower()
        _refuse("E101", f"the file cannot be read: {reason}", file)
    except ValueError:
        _refuse("E101", "the file cannot be read: not a valid path", file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        readable = content[: problem.start].decode("utf-8-sig")
        span = _span_at(readable, len(readable))
        shown = content.decode("utf-8-sig", errors="replace")
        _refuse("E102", "this is not UTF-8", file, span, shown, "save the file as UTF-8")
    return parse(text, file)


def parse(text: str, file: str) -> Source:
    """The spec in a text; `file` is its name in diagnostics."""
    text = text.removeprefix("\ufeff")
    _check_text(text, file)
    builder = _Builder(text, file)
    try:
        data, root = builder.document()
    except YAMLError as problem:
        builder.errors.append(_syntax_error(problem, file))
    except (OverflowError, ValueError):  # ruamel hands escapes to chr() unchecked
        message = "an escape after this place stands for no character"
        builder.errors.append(_diagnostic("E103", message, file, builder.reached, None))
    if builder.errors:
        raise SpecError(builder.errors, text)
    return Source(file, text, data, root)


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError(0, "not a file")
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    return content


def _refuse(
    code: str,
    message: str,
    file: str,
    span: Span = Span(1, 1, 1),  # noqa: B008 - immutable
    text: str = "",
    hint: str | None = None,
) -> NoReturn:
    raise SpecError([_diagnostic(code, message, file, span, hint)], text)


def _diagnostic(code: str, message: str, file: str, span: Span, hint: str | None) -> Diagnostic:
    return Diagnostic(code, message, file, span.line, span.column, span.length, hint)


def _span_at(text: str, index: int) -> Span:
    return Span(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index), 1)


def _check_text(text: str, file: str) -> None:
    """What has to be right before the parser may see the text."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        _refuse("E107", f"the file is larger than {limit}", file)
    errors = [
        _diagnostic(
            "E102",
            f"a character that may not stand in a spec (U+{ord(match[0]):04X})",
            file,
            _span_at(text, match.start()),
            "remove it",
        )
        for match in _UNPRINTABLE.finditer(text)
    ]
    errors += [
        _diagnostic(
            "E103",
            "a tab in the indentation",
            file,
            _span_at(text, match.start(1)),
            "indent with spaces",
        )
        for match in _TAB_INDENT.finditer(text)
    ]
    if errors:
        raise SpecError(errors, text)


def _syntax_error(problem: YAMLError, file: str) -> Diagnostic:
    if not isinstance(problem, MarkedYAMLError):
        return _diagnostic("E103", "the YAML cannot be parsed", file, Span(1, 1, 1), None)
    phrase = problem.problem or problem.context or ""
    mark = problem.problem_mark or problem.context_mark
    if _AT_CONTEXT in phrase:
        mark = problem.context_mark or mark
    span = Span(1, 1, 1) if mark is None else Span(mark.line + 1, mark.column + 1, 1)
    for fragment, message, hint in _SYNTAX:
        if fragment in phrase:
            return _diagnostic("E103", message, file, span, hint)
    return _diagnostic("E103", f"the YAML cannot be parsed here: {phrase}", file, span, None)


class _Builder:
    """Builds data and positions from the parser's events, collecting what is refused."""

    def __init__(self, text: str, file: str) -> None:
        self.errors: list[Diagnostic] = []
        self._text = text
        self._file = file
        self._lines = text.split("\n")
        self._events = self._parse()
        self.reached = Span(1, 1, 1)

    def _parse(self) -> Iterator[Event]:
        for event in YAML(typ="safe", pure=True).parse(self._text):
            self.reached = self._span(event.start_mark, event.end_mark)
            yield event

    def document(self) -> tuple[dict[str, Value], Node]:
        next(self._events)  # the start of the stream
        start = next(self._events)
        if isinstance(start, StreamEndEvent):
            self._stop("E116", "the file is empty", Span(1, 1, 1), "start with 'spec: 1'")
        self._check_directives(start)
        data, root = self._value(next(self._events), depth=1)
        next(self._events)  # the end of the document
        self._check_end(next(self._events))
        if not isinstance(data, dict):
            self._stop(
                "E116", "the top of the file must be a mapping", root.value, "start with 'spec: 1'"
            )
        return data, root

    def _check_directives(self, start: Any) -> None:
        if start.version or start.tags:
            self._error("E106", "a YAML directive", Span(1, 1, 1), "remove the line")

    def _check_end(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            span = self._span(event.start_mark, event.end_mark)
            self._error("E106", "a second document", span, "keep one document in a file")

    def _value(self, event: Any, depth: int) -> tuple[Value, Node]:
        self._check_properties(event)
        if isinstance(event, AliasEvent):
            return None, Node(self._span(event.start_mark, event.end_mark))
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth > MAX_DEPTH:
            span = self._span(event.start_mark, event.start_mark)
            self._stop("E107", f"nested deeper than {MAX_DEPTH} levels", span)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _check_properties(self, event: Any) -> None:
        span = self._span(event.start_mark, event.start_mark)
        if isinstance(event, AliasEvent):
            self._error("E106", f"an alias (*{event.anchor})", span, "write the value out")
            return
        if event.anchor is not None:
            self._error("E106", f"an anchor (&{event.anchor})", span, "remove it")
        if event.tag is not None:
            self._error("E106", f"a tag ({quote(event.tag)})", span, "remove it")

    def _sequence(self, start: Any, depth: int) -> tuple[Value, Node]:
        items: list[Value] = []
        children: dict[str | int, Node] = {}
        while not isinstance(event := next(self._events), SequenceEndEvent):
            value, node = self._value(event, depth + 1)
            children[len(items)] = node
            items.append(value)
        return items, Node(self._collection_span(start, event), children=children)

    def _mapping(self, start: Any, depth: int) -> tuple[Value, Node]:
        entries: dict[str, Value] = {}
        children: dict[str | int, Node] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key, key_span = self._key(event, depth)
            value, node = self._value(next(self._events), depth + 1)
            if key is None:
                continue
            if key in entries:
                self._duplicate(key, key_span, children[key])
                continue
            place = node.value if node.value.length else key_span
            entries[key] = value
            children[key] = Node(place, key_span, node.children)
        return entries, Node(self._collection_span(start, event), children=children)

    def _key(self, event: Any, depth: int) -> tuple[str | None, Span]:
        plain = isinstance(event, ScalarEvent) and event.implicit[0]
        data, node = self._value(event, depth + 1)
        if plain and data == "<<":
            self._error("E106", "a merge key (<<)", node.value, "write the keys out")
            return None, node.value
        if isinstance(data, str) or isinstance(event, AliasEvent):
            return (data if isinstance(data, str) else None), node.value
        if plain:
            hint = "write a key before the ':'" if event.value == "" else "put it in quotes"
            self._error("E108", f"the key {quote(event.value)} is not text", node.value, hint)
        else:
            self._error("E108", "a key must be text", node.value)
        return None, node.value

    def _duplicate(self, key: str, span: Span, first: Node) -> None:
        line = first.key.line if first.key else span.line
        self._error("E105", f"the key {quote(key)} is given twice", span, f"first on line {line}")

    def _scalar(self, event: Any) -> tuple[Value, Node]:
        node = Node(self._span(event.start_mark, event.end_mark))
        if not event.implicit[0]:
            self._check_escapes(event.value, node.value)
            return event.value, node
        return self._plain(event.value, node.value), node

    def _check_escapes(self, text: str, span: Span) -> None:
        if match := _UNPRINTABLE.search(text):
            message = f"a character that may not stand in a text (U+{ord(match[0]):04X})"
            self._error("E102", message, span, "remove it")

    def _plain(self, text: str, span: Span) -> Value:
        """A scalar of the YAML 1.2 core schema: `no`, `12:30` and dates are texts."""
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if _INTEGER.fullmatch(text):
            return self._integer(text, span)
        if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            return self._float(text, span)
        return text

    def _integer(self, text: str, span: Span) -> int:
        # Python refuses to read thousands of digits; 64 are more than enough to know.
        number = int(text, 0 if text[:2] in {"0o", "0x"} else 10) if len(text) <= 64 else None
        if number is None or number not in _INTEGERS:
            self._error("E109", "an integer beyond 64 bits", span, "put it in quotes to keep it")
            return 0
        return number

    def _float(self, text: str, span: Span) -> float:
        number = math.inf if _NOT_FINITE.fullmatch(text) else float(text)
        if math.isinf(number):
            self._error("E109", "not a finite number", span)
            return 0.0
        return number

    def _collection_span(self, start: Any, end: Any) -> Span:
        return self._span(start.start_mark, end.end_mark if start.flow_style else None)

    def _span(self, start: Any, end: Any) -> Span:
        """From `start` to `end`, or to the end of the line when that comes first."""
        if end is not None and end.line == start.line:
            length = end.column - start.column
        else:
            length = len(self._lines[start.line].rstrip()) - start.column
        return Span(start.line + 1, start.column + 1, length)

    def _error(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self.errors.append(_diagnostic(code, message, self._file, span, hint))

    def _stop(self, code: str, message: str, span: Span, hint: str | None = None) -> NoReturn:
        self._error(code, message, span, hint)
        raise SpecError(self.errors, self._text)
