"""The schemas of values: of fields, bodies, answers and query parameters."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from generator.emit import limits
from generator.emit.descriptions import description, old_name_description, stays, with_note
from generator.emit.nested import above
from generator.emit.python.bodies import example
from generator.emit.python.lists import LISTS
from generator.model.actions import Action, ActionBody
from generator.model.app import App
from generator.model.fields import Field, FieldType
from generator.model.json_text import JsonText
from generator.model.lists import ChoiceFilter, OperatorFilter
from generator.model.resolve.forms import FORMS
from generator.model.resolve.lists import PARTS
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource

Schema: TypeAlias = dict[str, Any]

_INTEGER_TEXT = {"type": "string", "pattern": "^-?[0-9]{1,19}$"}
_TYPES: dict[str, Schema] = {
    "string": {"type": "string"},
    "text": {"type": "string"},
    **{kind: form.schema for kind, form in FORMS.items()},
    "int": {"type": "integer"},
    "bigint": _INTEGER_TEXT,
    "decimal": {"type": "string", "pattern": r"^-?[0-9]{1,40}(\.[0-9]{1,40})?$"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    # The format `time` has a time zone; a time of day has none.
    "time": {
        "type": "string",
        "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$",
    },
    "uuid": {"type": "string", "format": "uuid"},
    "json": {"type": ["object", "array", "string", "number", "boolean"]},
}
# What a path or a query string holds is a number there, however long.
_PARAMETERS: dict[str, Schema] = {
    **{kind: {"type": "string", "maxLength": limits.MAX_FILTER_TEXT} for kind in TEXTS},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "bigint": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
}


def reference(name: str) -> Schema:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def array_of(items: Schema) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": items}


def of_object(name: str, description: str, properties: dict[str, Schema]) -> Schema:
    """An object with all of these properties."""
    return {
        "title": name,
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def resource_schemas(resource: Resource, app: App) -> dict[str, Schema]:
    """The components that a resource's routes refer to."""
    schemas: dict[str, Schema] = {}
    writes = {"create", "put", "patch"} & set(resource.routes)
    bodies: set[Field] = set()
    if "create" in writes or (resource.put == "replace" and resource.replacement == "Create"):
        schemas[f"{resource.name}Create"] = _create(resource)
        bodies |= {*resource.writable}
    if resource.put == "replace" and resource.replacement == "Replace":
        schemas[f"{resource.name}Replace"] = _replace(resource)
        bodies |= {*resource.changeable}
    if "patch" in writes or resource.put == "partial":
        schemas[f"{resource.name}Update"] = _update(resource)
        bodies |= {*resource.changeable}
    for nested in resource.below:
        if "create" in nested.routes:
            fields = tuple(field for field in resource.sent if field.name != nested.by)
            text = (
                f"What a client sends to create {resource.label_with_article} "
                f"that belongs to {above(nested, app)}."
            )
            renamed = [field for field in fields if field in resource.renamed]
            schemas[nested.body] = _whole(nested.body, text, fields, renamed)
            bodies |= {*fields}
    for action in resource.actions:
        if action.body:
            schemas[action.body.name] = _given(action, action.body)
            bodies |= {*action.body.fields}
    if returns_rows(resource):
        schemas[f"{resource.name}Public"] = _public(resource)
    answers = resource.shown if returns_rows(resource) else ()
    for field in resource.fields:
        values = field.element or field
        if values.members and (field in bodies or field in answers):
            schemas[values.value_class] = _enum(values)
    return schemas


def returns_rows(resource: Resource) -> bool:
    """Whether some route answers with a row: a delete does where its form says so."""
    deleted = resource.deleted_form is not None and "$row" in resource.deleted_form.words
    return bool(deleted or resource.actions or resource.below or set(resource.routes) - {"delete"})


def _create(resource: Resource) -> Schema:
    text = f"What a client sends to create {resource.label_with_article}."
    return _whole(f"{resource.name}Create", text, resource.sent, resource.renamed)


def _replace(resource: Resource) -> Schema:
    text = f"What a client sends to replace {resource.label_with_article}.\n\n{stays(resource)}"
    title, fields = f"{resource.name}Replace", resource.sent_later
    return _whole(title, text, fields, resource.renamed, kept=resource.kept)


def _whole(
    title: str,
    text: str,
    fields: tuple[Field, ...],
    renamed: Sequence[Field],
    kept: tuple[Field, ...] = (),
) -> Schema:
    """A body in which a field that is absent gets its default."""
    schema = {
        "title": title,
        "description": text,
        "type": "object",
        "properties": {
            field.public: _input(field) | ({} if field in kept else _default(field))
            for field in fields
        }
        | _old_inputs(renamed),
        "additionalProperties": False,
    }
    required = [field for field in fields if field.required and field not in kept]
    return schema | _required(required) | _one_name_each(renamed, required)


def _update(resource: Resource) -> Schema:
    return {
        "title": f"{resource.name}Update",
        "description": (
            f"What a client sends to change {resource.label_with_article}.\n\n"
            "What is absent stays as it is, and null clears."
        ),
        "type": "object",
        "properties": {field.public: _input(field) for field in resource.sent_later}
        | _old_inputs(resource.renamed),
        "additionalProperties": False,
    } | _one_name_each(resource.renamed, ())


def _given(action: Action, body: ActionBody) -> Schema:
    renamed = [field for field in body.fields if field.alias]
    schema = {
        "title": body.name,
        "description": f"What a client sends to the action `{action.name}`.",
        "type": "object",
        "properties": {field.public: _input(field) for field in body.fields} | _old_inputs(renamed),
        "additionalProperties": False,
    }
    return schema | _required(action.needed) | _one_name_each(renamed, action.needed)


def _required(fields: Sequence[Field]) -> Schema:
    """That these are sent; of those with two names `_one_name_each` says it."""
    required = [field.public for field in fields if not field.alias]
    return {"required": required} if required else {}


def _old_inputs(renamed: Iterable[Field]) -> dict[str, Schema]:
    """What clients may send under the old names of fields."""
    return {field.alias.name: _input(field) | _old_name(field) for field in renamed if field.alias}


def _old_name(field: Field) -> Schema:
    return {"description": old_name_description(field), "deprecated": True}


def _one_name_each(renamed: Iterable[Field], required: Sequence[Field]) -> Schema:
    """That a field is sent by its new name or by its old one, never by both."""
    rules: list[Schema] = []
    for field in renamed:
        both = [field.public, field.alias.name] if field.alias else []
        if field in required:
            rules.append({"oneOf": [{"required": [name]} for name in both]})
        else:
            rules.append({"not": {"required": both}})
    return {"allOf": rules} if rules else {}


def _public(resource: Resource) -> Schema:
    properties: dict[str, Schema] = {}
    for field in resource.answered:
        value = sent(field)
        read_only = {"readOnly": True} if _is_read_only(field) else {}
        properties[field.public] = value | _notes(field) | read_only
        if field.alias:
            properties[field.alias.name] = value | _old_name(field)
    return of_object(
        f"{resource.name}Public",
        f"{resource.label_with_article.capitalize()} as the API returns it.",
        properties,
    )


def _is_read_only(field: Field) -> bool:
    return (field.derived and not field.writable) or field.access == "read_only"


def sent(field: Field) -> Schema:
    """A field as answers have it, without what is said of it."""
    return _or_null(field, value_schema(field))


def _enum(field: Field) -> Schema:
    return {
        "title": field.value_class,
        "description": f"The values of `{field.public}`, in their order.",
        "type": "string",
        "enum": [member.value for member in field.members],
    }


def value_schema(field: Field) -> Schema:
    """The type of a field, without its rules."""
    if field.element is not None:
        return array_of(value_schema(field.element))
    return reference(field.value_class) if field.members else _TYPES[field.form or field.type]


def _input(field: Field) -> Schema:
    plain = value_schema(field) if field.element is None else array_of(_input(field.element))
    write_only = {"writeOnly": True} if field.access == "write_only" else {}
    return _or_null(field, plain | _rules(field)) | _notes(field) | write_only


def _or_null(field: Field, schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]} if field.nullable else dict(schema)


def _rules(field: Field) -> Schema:
    rules: Schema = {}
    if field.element is not None:
        rules |= {"minItems": field.minimum} if field.minimum else {}
        rules["maxItems"] = field.maximum
    if field.type in TEXTS:
        if field.minimum:
            rules["minLength"] = field.minimum
        rules["maxLength"] = field.maximum
        if field.pattern is not None:
            rules["pattern"] = field.pattern
    # JSON Schema can't compare numbers that travel as text.
    if field.type in ("int", "float"):
        if field.minimum is not None:
            rules["minimum"] = field.minimum
        if field.maximum is not None:
            rules["maximum"] = field.maximum
    return rules


def _notes(field: Field) -> Schema:
    notes: Schema = {}
    if (said := description(field)) is not None or field.deprecation is not None:
        notes["description"] = with_note(said, field.deprecation)
    if field.example is not None:
        notes["examples"] = [example(field)]
    if field.deprecation is not None:
        notes["deprecated"] = True
    return notes


def _default(field: Field) -> Schema:
    if field.default is None:
        return {}
    if isinstance(field.default, tuple) and field.element is not None:
        return {"default": [_sent(field.element.type, value) for value in field.default]}
    if isinstance(field.default, JsonText):
        return {"default": field.default.value}
    return {"default": _sent(field.type, field.default)}  # type: ignore[arg-type]


def _sent(kind: FieldType, value: str | int | float | bool) -> str | int | float | bool:
    """A value as pydantic writes it into JSON."""
    text = str(value)
    match kind:
        case "bigint":
            return text
        case "float":
            return float(text)
        case "decimal":
            return str(Decimal(text))
        case "date":
            return dt.date.fromisoformat(text).isoformat()
        case "datetime":
            return dt.datetime.fromisoformat(text).isoformat().replace("+00:00", "Z")
        case "time":
            return dt.time.fromisoformat(text).isoformat().replace("+00:00", "Z")
        case "uuid":
            return str(UUID(text))
    return value


# Parameters.


def address_schema(field: Field) -> Schema:
    """What a path names a row by."""
    if field.type in TEXTS:
        return value_schema(field) | _rules(field)
    return _PARAMETERS.get(field.type) or _TYPES[field.type]


def filter_schema(filter_: OperatorFilter) -> Schema:
    """What a filter takes."""
    field = filter_.field.element or filter_.field
    if filter_.operator == "is_null":
        return _TYPES["bool"]
    if filter_.operator in PARTS:
        return {"type": "string", "minLength": 1, "maxLength": limits.MAX_PART_TEXT}
    value = _PARAMETERS.get(field.type) or value_schema(field)
    if filter_.steps and field.members:
        # Their class is another resource's.
        value = one_of([member.value for member in field.members])
    if filter_.operator == "between":
        return array_of(value) | {"minItems": 2, "maxItems": 2}
    if filter_.operator in LISTS:
        return array_of(value) | {"maxItems": limits.MAX_LISTED}
    return value


def choice_schema(filter_: ChoiceFilter) -> Schema:
    """The choices of a named filter."""
    return one_of([choice.name for choice in filter_.choices]) | {"default": filter_.default}


def one_of(values: list[str]) -> Schema:
    """One of these texts."""
    if len(values) == 1:
        return {"type": "string", "const": values[0]}
    return {"type": "string", "enum": values}
