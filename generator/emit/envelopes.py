"""How the forms of answers are written: as JSON around what is JSON already, as Python data."""

import json
from collections.abc import Collection, Iterator, Mapping

from generator.emit.filters import by_name
from generator.emit.openapi.answers import (
    answer_classes,
    deleted_class,
    error_classes,
    page_class,
    row_class,
)
from generator.emit.python.literals import literal
from generator.model.app import App
from generator.model.envelopes import Envelope, is_word
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource


def json_text(form: Envelope, values: Mapping[str, str], quoted: Collection[str] = ()) -> str:
    """The expression for an answer's JSON, with these expressions in place of the words."""
    parts: list[str] = []
    constant = ""
    for text, word in _pieces(form.tree):
        quote = '"' if word in quoted else ""
        constant += text + quote
        if word:
            parts += [literal(constant), values[word]]
            constant = quote
    parts.append(literal(constant))
    return " + ".join(parts) if len(parts) <= 3 else f"''.join([{', '.join(parts)}])"


def _pieces(value: object) -> Iterator[tuple[str, str]]:
    """The text of a form in pieces, each with the word behind it, if there is one."""
    if isinstance(value, dict):
        before = "{"
        for key, part in value.items():
            yield f"{before}{_json(key)}:", ""
            yield from _pieces(part)
            before = ","
        yield "}", ""
    elif is_word(value):
        yield "", str(value)
    else:
        yield _json(value), ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def python_data(form: Envelope, values: Mapping[str, str]) -> str:
    """The expression for an answer as Python data."""
    return _data(form.tree, values)


def _data(value: object, values: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{literal(key)}: {_data(part, values)}" for key, part in value.items())
        return f"{{{pairs}}}"
    return values[str(value)] if is_word(value) else literal(value)


def page_text(resource: Resource) -> str:
    """The JSON of a page."""
    values = {
        "$rows": "page.rows",
        "$total": "json.dumps(page.total)",
        "$limit": "str(page.limit)",
        "$offset": "str(page.offset)",
        "$next": "json.dumps(page.next)",
    }
    return json_text(resource.list_form, values) if resource.list_form else "page.rows"


def row_text(resource: Resource) -> str:
    """The JSON of a row."""
    return json_text(resource.row_form, {"$row": "row"}) if resource.row_form else "row"


def deleted_text(resource: Resource) -> str:
    """The JSON of the answer to a delete."""
    kind = resource.address.type
    key = "json.dumps(key)" if kind in TEXTS else "str(key)"
    quoted = ("$key",) if kind in ("uuid", "bigint") else ()
    values = {"$row": "row", "$key": key}
    return json_text(resource.deleted_form, values, quoted) if resource.deleted_form else ""


def problem_data(app: App) -> str:
    """The body of an error."""
    values = {
        "$status": "status",
        "$code": "kind",
        "$title": "title",
        "$message": "detail",
        "$errors": "[error.model_dump() for error in errors]",
    }
    return python_data(app.error_form, values) if app.error_form else ""


# In the routes.


def answer_names(resource: Resource) -> list[str]:
    """What the routes use of a resource's forms; no handler is called `as_...`."""
    used: dict[str, Envelope | None] = {
        page_class(resource): resource.list_form,
        row_class(resource): resource.row_form,
        "as_row": resource.row_form,
        deleted_class(resource): resource.deleted_form,
        "as_deleted": resource.deleted_form,
    }
    return [name for name, form in used.items() if form is not None]


def deleted_arguments(resource: Resource) -> str:
    """What the answer to a delete is made of."""
    given = {"$row": "row", "$key": str(resource.key_parameter)}
    words = resource.deleted_form.words if resource.deleted_form else ()
    return ", ".join(name for word, name in given.items() if word in words)


# In tests.


def place(form: Envelope, word: str) -> str:
    """How a test reaches what a word stands for, behind the answer; empty where it isn't there."""
    return "".join(f"[{literal(key)}]" for key in form.place(word) or ())


def keys_to(form: Envelope, word: str) -> tuple[str, ...]:
    """The keys that lead to what a word stands for."""
    return form.place(word) or ()


def expected_page(resource: Resource) -> str:
    """A page as a test expects it."""
    values = {
        "$rows": "rows",
        "$total": "total",
        "$limit": "limit",
        "$offset": "offset",
        "$next": "cursor",
    }
    return python_data(resource.list_form, values) if resource.list_form else ""


def expected_row(resource: Resource) -> str:
    """The answer with a row as a test expects it."""
    return python_data(resource.row_form, {"$row": "row"}) if resource.row_form else ""


def expected_deleted(resource: Resource) -> str:
    """The answer to a delete as a test expects it."""
    place = f"row[{'LOOKUP' if resource.lookup else 'KEY'}]"
    key = place if resource.address.type == "int" else f"str({place})"
    values = {"$row": "was", "$key": key}
    return python_data(resource.deleted_form, values) if resource.deleted_form else ""


def expected_problem(app: App) -> str:
    """An error as a test expects it."""
    form = app.error_form
    if form is None:
        return ""
    values = {word: f"answer{place(form, word)}" for word in form.words}
    return python_data(form, values | {"$status": "status"})


FILTERS = by_name(
    answer_classes,
    answer_names,
    deleted_arguments,
    deleted_class,
    deleted_text,
    error_classes,
    expected_deleted,
    expected_page,
    expected_problem,
    expected_row,
    keys_to,
    page_class,
    page_text,
    place,
    problem_data,
    row_class,
    row_text,
)
