"""What of YAML is let in, and where things stand."""

import time
from pathlib import Path

import pytest

from generator.diagnostics import Span, SpecError
from generator.language import load, parse

TEXT = """\
spec: 1
api: {title: Task API}
list:
  - a
  - {b: 1}
empty:
"""


def codes(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        parse(text, "resources.yaml")
    return [diagnostic.code for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("no", "yes", "on", "off", "12:30:45", "2026-01-01", "1_000")),
        *((word, word) for word in ("1.0.0", "+.", "tRUE", "0b1", "1e", "<<")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("-5", -5),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("9223372036854775807", 2**63 - 1),
        ("'5'", "5"),
        ('"null"', "null"),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: object) -> None:
    data = parse(f"a: {written}\n", "f").data
    assert data == {"a": value}
    assert type(data["a"]) is type(value)


def test_keys_may_look_like_yaml_1_1_booleans() -> None:
    assert parse("on: 1\nno: 2\n", "f").data == {"on": 1, "no": 2}


@pytest.mark.parametrize(
    ("path", "of", "span"),
    [
        (("spec",), "value", Span(1, 7, 1)),
        (("spec",), "key", Span(1, 1, 4)),
        (("api",), "value", Span(2, 6, 17)),
        (("api", "title"), "value", Span(2, 14, 8)),
        (("api", "version"), "value", Span(2, 1, 3)),
        (("api", "errors", "foreign"), "value", Span(2, 1, 3)),
        (("list", 1, "b"), "key", Span(5, 6, 1)),
        (("list", 1), "key", Span(5, 5, 6)),
        (("list", 7), "value", Span(3, 1, 4)),
        (("empty",), "value", Span(6, 1, 5)),
        (("nothing",), "value", Span(1, 1, 7)),
    ],
)
def test_locate(path: tuple[str | int, ...], of: object, span: Span) -> None:
    assert parse(TEXT, "f").locate(path, of) == span  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\nb: !x 1\nc: &y 1\nd: *y\n1: x\n", ["E105", "E106", "E106", "E106", "E108"]),
        ("? [a, b]\n: 1\n", ["E108"]),
        ("a: ! b\n", ["E106"]),
        ("<<: {a: 1}\n", ["E106"]),
        ("%YAML 1.1\n---\na: 1\n", ["E106"]),
        ("a: .nan\nb: 1e999\nc: 9223372036854775808\n", ["E109"] * 3),
        ("a: " + "9" * 5000, ["E109"]),
        ('a: "\\ud800"\n', ["E102"]),
        ('a: "\\UFFFFFFFF"\n', ["E103"]),
        ("a: b\rc: d\n", ["E102"]),
        ("a: x\u2028b: y\n", ["E102"]),
        ("a:\n\tb: 1\n\tc: 1\n", ["E103", "E103"]),
        ("", ["E116"]),
        ("# only a comment\n", ["E116"]),
        ("---\n", ["E116"]),
        ("text\n", ["E116"]),
        ("a: [\n", ["E103"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "a: " + "{b: " * 200_000,
        "- " * 400_000,
        "a: '" + "x" * 900_000,
        "x" * 1_000_001,
        "a: " + "\x00" * 10_000,
        "? " * 400_000,
    ],
    ids=["lists", "mappings", "items", "open quote", "size", "nul", "complex keys"],
)
def test_hostile_files_are_refused_in_seconds(text: str) -> None:
    start = time.process_time()
    assert codes(text)
    assert time.process_time() - start < 10


def test_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    file = tmp_path / "resources.yaml"
    file.write_bytes(b"\xef\xbb\xbfspec: 1\r\na: b\r\n")
    source = load(file)
    assert source.data == {"spec": 1, "a": "b"}
    assert source.locate(("a",)) == Span(2, 4, 1)


@pytest.mark.parametrize("name", ["missing.yaml", ".", "a\0b"])
def test_unreadable_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpecError) as caught:
        load(tmp_path / name)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("E101", 1, 1)
