"""The spec's text is data: whatever it says, the emitted code is the same but for constants."""

import ast
import json
import random
from collections.abc import Sequence

from generator.emit.envelopes import json_text, python_data
from generator.emit.render import render
from generator.language import parse, read
from generator.model import resolve
from generator.model.envelopes import Envelope, is_word

FRAGMENTS = [
    '"""',
    "'''",
    '"',
    "'",
    "\\",
    "\\\\",
    "\\N{DIGIT ONE}",
    "\\x22",
    "\n",
    "\r\n",
    "\t",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# #}",
    "{0}",
    "{title}",
    "%s",
    "%(x)s",
    "$(id)",
    "`id`",
    ":name",
    "::text",
    "#",
    "# type: ignore",
    "\n    import os\n",
    "__import__('os').system('true')",
    "'; DROP TABLE notes; --",
    "--",
    "/*",
    "*/",
    "</script>",
    "\u202e",
    "é",
    "😀",
    "\u00a0",
    "f'{1}'",
    "]",
    ")",
    ",",
]
COUNT = 500


def hostile_strings() -> list[str]:
    """Fragments alone, and in every kind of company; the seed keeps them the same."""
    source = random.Random(7)
    strings = list(FRAGMENTS)
    while len(strings) < COUNT:
        strings.append("".join(source.choices(FRAGMENTS, k=source.randint(2, 6))))
    return [text for text in strings if text.strip()]


def rendered(texts: Sequence[str]) -> dict[str, str]:
    """Every file of an application that has these texts wherever free text may stand."""
    fields: dict[str, object] = {"id": {"type": "uuid", "key": True}}
    for number, text in enumerate(texts):
        fields[f"f{number}"] = {
            "type": "text",
            "description": text,
            "example": text,
            "default": text,
            "trim": False,
            "deprecated": {"since": "2026-11-21", "use": text},
        }
    fields["kind"] = {"type": "enum", "values": ["a", "b"], "description": texts[0]}
    fields["several"] = {
        "type": "array<text>",
        "max": 1000,
        "items": {"trim": False},
        "default": texts,
        "example": texts[:9],
    }
    value = {f"{number} {text}": [text] for number, text in enumerate(texts)}
    fields["any"] = {"type": "json", "max": 100_000, "default": value, "example": texts}
    spec = {
        "spec": 1,
        "api": {
            "title": "x" + texts[1][:50],
            "version": "1",
            "description": texts[2],
            "style": {
                "list": {"note": f"x{texts[9]}", "rows": "$rows"},
                "row": {"row": "$row", "note": f"x{texts[10]}", "more": {"note": f"x{texts[11]}"}},
                "deleted": {"note": f"x{texts[12]}", "key": "$key"},
                "error": {"note": f"x{texts[13]}", "message": "$message"},
            },
        },
        "resources": {
            "Note": {
                "owner": "user_id",
                "description": texts[3],
                "deprecated": {"since": "2026-11-21", "use": texts[5]},
                "fields": fields,
                "actions": {"say": {"when": {"f0": texts[7]}, "set": {"f1": texts[8]}}},
                "filters": {
                    "which": {"default": "all", "choices": {"all": {}, "one": {"f0": texts[4]}}},
                    "kind": {
                        "operators": ["eq"],
                        "deprecated": {"since": "2026-11-21", "use": texts[6]},
                    },
                },
            }
        },
    }
    source = parse(json.dumps(spec, ensure_ascii=False), "resources.yaml")
    app = resolve(read(source), source)
    return {path: file.text for path, file in render(app, "made").items()}


def without_constants(text: str) -> str:
    """The shape of some code: everything in it but its constants."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = None
    return ast.dump(tree)


def words(text: str) -> set[str]:
    """Every name that some code uses, and every kind of syntax."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        found.add(type(node).__name__)
        for attribute in ("id", "attr", "arg", "name"):
            found.add(str(getattr(node, attribute, None)))
    return found


def test_code_differs_only_in_constants() -> None:
    hostile = hostile_strings()
    plain = [f"plain {number}" for number in range(len(hostile))]
    emitted, expected = rendered(hostile), rendered(plain)
    assert emitted.keys() == expected.keys()
    for path, text in emitted.items():
        if path.startswith("tests/"):
            # A test tries as many values as differ: more rows in its tables, nothing else.
            assert words(text) <= words(expected[path]), path
        elif path.endswith(".py"):
            assert without_constants(text) == without_constants(expected[path]), path


def test_constants_of_forms_stay_json() -> None:
    for text in hostile_strings():
        if is_word(text):
            continue
        form = Envelope(json.dumps({"before": f"x{text}", "row": "$row", "after": {"note": text}}))
        expression = json_text(form, {"$row": "row"})
        answer = eval(expression, {"row": "[1]"})
        assert json.loads(answer) == {"before": f"x{text}", "row": [1], "after": {"note": text}}
        assert eval(python_data(form, {"$row": "row"}), {"row": [1]}) == json.loads(answer)


def test_texts_arrive_as_they_are() -> None:
    hostile = hostile_strings()
    document = json.loads(rendered(hostile)["openapi.json"])
    properties = document["components"]["schemas"]["NotePublic"]["properties"]
    for number, text in enumerate(hostile):
        said, _, note = properties[f"f{number}"]["description"].rpartition("\n\n")
        assert said == text
        line = " ".join(text.split())
        assert note in (
            f"Deprecated since 2026-11-21: use {line}.",
            f"Deprecated since 2026-11-21: use `{line}`.",
        )
