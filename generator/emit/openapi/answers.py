"""The answers that have a form: the classes of the emitted code, and the same in OpenAPI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.emit.openapi.schemas import Schema, array_of, of_object, reference, value_schema
from generator.emit.python.bodies import public_type
from generator.emit.python.literals import literal
from generator.model import names
from generator.model.app import App
from generator.model.envelopes import Envelope, is_word
from generator.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands for a word or a constant: in Python, and in OpenAPI."""

    annotation: str
    schema: Schema
    # What the documentation says of it.
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One key of an object."""

    key: str
    attribute: names.Identifier
    leaf: Leaf

    def default(self, call: str) -> str:
        """What stands behind the annotation, where pydantic's Field is called like this."""
        notes = {**({"alias": self.key} if self.key != self.attribute else {}), **self.leaf.notes}
        arguments = [f"{name}={literal(value)}" for name, value in notes.items()]
        return f" = {call}({', '.join(arguments)})" if arguments else ""


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """An object in an answer."""

    name: names.ClassName
    description: str
    parts: tuple[Part, ...]

    @property
    def schema(self) -> Schema:
        """The same in OpenAPI."""
        properties = {part.key: {**part.leaf.schema, **part.leaf.notes} for part in self.parts}
        return of_object(self.name, self.description, properties)


def answer_classes(resource: Resource) -> list[AnswerClass]:
    """The classes of a resource's answers, each after those that it refers to."""
    read, written = resource.read_class, resource.written_class
    one = Leaf(read, reference(read), {})
    gone = Leaf(written, reference(written), {})
    many = Leaf(f"list[{read}]", array_of(reference(read)), {})
    found: list[AnswerClass] = []
    if resource.list_form is not None:
        leaves = {"$rows": many, **_page_leaves(resource)}
        text = f"A page of the {resource.labels}, in the form of lists."
        found += _classes(resource.list_form, page_class(resource), text, leaves)
    if resource.row_form is not None:
        text = f"{resource.label_with_article.capitalize()}, in the form of answers."
        found += _classes(resource.row_form, row_class(resource), text, {"$row": one})
    if resource.deleted_form is not None:
        key = Leaf(public_type(resource.address), value_schema(resource.address), {})
        leaves = {"$row": gone, "$key": key}
        text = f"The answer when {resource.label_with_article} was deleted."
        found += _classes(resource.deleted_form, deleted_class(resource), text, leaves)
    return found


def page_class(resource: Resource) -> names.ClassName:
    """The class of a page of rows."""
    return names.answer_class(resource.name, "page")


def row_class(resource: Resource) -> names.ClassName:
    """The class of a single row."""
    return names.answer_class(resource.name, "row")


def deleted_class(resource: Resource) -> names.ClassName:
    """The class of the answer to a delete."""
    return names.answer_class(resource.name, "deleted")


def error_classes(app: App) -> list[AnswerClass]:
    """The classes of an error that has a form, each after those that it refers to."""
    if app.error_form is None:
        return []
    leaves = {
        "$status": _noted("int", "integer", "The HTTP status.", app.validation_status),
        "$code": _noted("str", "string", "Which kind of error, for programs.", "validation"),
        "$title": _noted("str", "string", "The kind in words.", "Validation failed"),
        "$message": _noted(
            "str",
            "string",
            "One sentence that may be shown to a person.",
            "title must not be blank.",
        ),
        "$errors": Leaf(
            "list[FieldError]",
            array_of(reference("FieldError")),
            {"description": "Each wrong field; empty for other errors."},
        ),
    }
    return _classes(app.error_form, names.PROBLEM, "An error, in the form of this API.", leaves)


def _page_leaves(resource: Resource) -> dict[str, Leaf]:
    total = _noted("int", "integer", "How many rows match on all pages.", 1)
    if resource.page.total == "on_request":
        total = Leaf(
            "int | None",
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            {
                "description": "How many rows match on all pages; null unless `total=true`.",
                "examples": [1],
            },
        )
    return {
        "$total": total,
        "$limit": _noted("int", "integer", "How many rows at most.", resource.page.size),
        "$offset": _noted("int", "integer", "How many rows were skipped.", 0),
        "$next": Leaf(
            "str | None",
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
            {"description": "The `cursor` of the next page; null where this is the last."},
        ),
    }


def _noted(annotation: str, kind: str, description: str, example: object) -> Leaf:
    return Leaf(annotation, {"type": kind}, {"description": description, "examples": [example]})


def _classes(
    form: Envelope, name: names.ClassName, description: str, leaves: Mapping[str, Leaf]
) -> list[AnswerClass]:
    classes = form.classes(name)
    made = []
    for path, class_name in classes.items():
        tree = form.tree
        for key in path:
            tree = tree[key]
        parts: list[Part] = []
        for key, value in tree.items():
            if isinstance(value, dict):
                inner = classes[(*path, key)]
                leaf = Leaf(inner, reference(inner), {})
            else:
                leaf = leaves[value] if is_word(value) else _constant(value)
            taken = [part.attribute for part in parts]
            parts.append(Part(key, names.attribute(key, taken), leaf))
        text = f"What stands under `{path[-1]}`." if path else description
        made.append(AnswerClass(class_name, text, tuple(parts)))
    return made


def _constant(value: object) -> Leaf:
    if value is None:
        return Leaf("None", {"type": "null"}, {})
    if isinstance(value, list):
        schema: Schema = {"type": "array", "maxItems": 0}
        return Leaf(_annotated("list[None]", schema), schema, {})
    if isinstance(value, float):
        schema = {"type": "number", "const": value}
        return Leaf(_annotated("float", schema), schema, {})
    kinds = {bool: "boolean", int: "integer", str: "string"}
    schema = {"type": kinds[type(value)], "const": value}
    return Leaf(f"Literal[{literal(value)}]", schema, {})


def _annotated(kind: str, schema: Schema) -> str:
    pairs = ", ".join(f"{literal(name)}: {literal(value)}" for name, value in schema.items())
    return f"Annotated[{kind}, WithJsonSchema({{{pairs}}})]"
