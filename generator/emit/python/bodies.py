"""Fields in the classes of bodies and answers: their types, and what is checked of them."""

from dataclasses import replace

from generator.emit.descriptions import description, old_name_description, with_note
from generator.emit.filters import by_name
from generator.emit.python.literals import annotated, call, listed, literal, literals, typed_value
from generator.emit.python.tables import plain_type
from generator.model.actions import Action
from generator.model.app import App
from generator.model.fields import Field, Value
from generator.model.json_text import JsonText
from generator.model.resolve.examples import sent
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource

# What a bigint holds is no bound of its own.
BIGINT = {"ge": -(2**63), "le": 2**63 - 1}


# What goes in and out.


def _rules(field: Field) -> dict[str, str]:
    """The keyword arguments of `Rule` that hold what the type by itself doesn't."""
    rules: dict[str, str] = {}
    if field.element is not None:
        rules |= {"min_length": str(field.minimum)} if field.minimum else {}
        rules["max_length"] = str(field.maximum)
    if field.type in ("int", "bigint", "float", "decimal"):
        for word, bound in (("ge", field.minimum), ("le", field.maximum)):
            if bound is not None and not (field.type == "bigint" and bound == BIGINT[word]):
                decimal = field.type == "decimal"
                rules[word] = f"Decimal({literal(str(bound))})" if decimal else literal(bound)
    if field.type == "decimal":
        rules |= {"max_digits": str(field.precision), "decimal_places": str(field.scale)}
    if field.type == "float":
        rules["allow_inf_nan"] = "False"
    return rules


def example(field: Field) -> object:
    """The example of a field as it travels: a bigint is sent as text."""
    return None if field.example is None else listed(sent(field, field.example))


def _notes(field: Field) -> dict[str, str]:
    """What the documentation says of a field."""
    notes = {}
    if (said := description(field)) is not None or field.deprecation is not None:
        notes["description"] = literal(with_note(said, field.deprecation))
    if field.example is not None:
        notes["examples"] = literal([example(field)])
    if field.deprecation is not None:
        notes["deprecated"] = "True"
    return notes


def _sent_notes(field: Field) -> dict[str, str]:
    """The same, in what clients send."""
    return _notes(field) | _marked("writeOnly", when=field.access == "write_only")


def _shown_notes(field: Field) -> dict[str, str]:
    """The same, in what the API returns."""
    return _notes(field) | _marked("readOnly", when=field.access == "read_only")


def _marked(word: str, *, when: bool) -> dict[str, str]:
    return {"json_schema_extra": f'{{"{word}": True}}'} if when else {}


def _input_type(field: Field) -> str:
    """The type that reads a field from JSON, without the rules of the spec."""
    if field.element is not None:
        return f"list[{checked_type(field.element)}]"
    if field.form:
        return f"{field.form.capitalize()}Text"
    return {
        "int": "StrictInt",
        "bigint": "BigInt",
        "decimal": "DecimalText",
        "float": "StrictFloat",
        "bool": "StrictBool",
        "date": "Date",
        "datetime": "UtcDatetime",
        "time": "TimeOfDay",
        "uuid": "UUID",
        "enum": str(field.value_class),
        "string": "str",
        "text": "str",
        "json": "Json",
    }[field.type]


def _string_constraints(field: Field) -> str:
    arguments = {}
    if field.trim:
        arguments["strip_whitespace"] = "True"
    if field.minimum:
        arguments["min_length"] = str(field.minimum)
    arguments["max_length"] = str(field.maximum)
    if field.pattern is not None:
        arguments["pattern"] = literal(field.pattern)
    return call("StringConstraints", arguments)


def checked_type(field: Field) -> str:
    """The checked type of a field, with everything that the spec says of its values."""
    parts = [_input_type(field)]
    if field.type in TEXTS:
        parts += [_string_constraints(field), "NoNul"]
    if field.form:
        parts.append(f"{field.form.capitalize()}Form")
    if field.type == "json":
        parts.append(f"at_most({field.maximum})")
    rules, notes = _rules(field), _sent_notes(field)
    if field.link is not None:
        return annotated(*parts, call("Rule", rules | notes), "Merged", rule={})
    if _notes_null(field):
        return annotated(f"{annotated(*parts, rule=rules)} | None", rule=notes)
    return annotated(*parts, rule=rules | notes)


def path_value_type(field: Field) -> str:
    """The checked type of a text that stands in a path, of which nothing is removed."""
    parts = [_input_type(field), _string_constraints(replace(field, trim=False))]
    return annotated(*parts, *([f"{field.form.capitalize()}Form"] if field.form else []), rule={})


def _notes_null(field: Field) -> bool:
    """Whether the checked type takes null too, as its notes are about both."""
    return field.nullable and bool(_sent_notes(field))


def has_checked_type(field: Field) -> bool:
    """Whether a checked type of its own is worth a name: an enum has one already."""
    return field.type != "enum" and checked_type(field) != _input_type(field)


def create_type(field: Field) -> str:
    """The annotation of a field in what clients send."""
    name = str(field.value_class) if has_checked_type(field) else checked_type(field)
    return f"{name} | None" if field.nullable and not _notes_null(field) else name


def create_default(field: Field) -> str:
    """What stands behind the annotation of a field in what clients send to create a row."""
    if field.switch is not None or field.made_from is not None:
        return update_default(field)
    default = _create_value(field)
    rules = {}
    if field.type == "bigint" and field.default is not None:
        # It travels as text, and so the documentation must show it.
        rules["json_schema_extra"] = f'{{"default": {literal(str(field.default))}}}'
    if field.element is not None and field.element.type == "bigint" and field.default:
        texts = listed(sent(field, field.default))
        rules["json_schema_extra"] = f'{{"default": {literal(texts)}}}'
    rules |= _sent_as(field)
    if rules or isinstance(field.default, tuple | JsonText):
        return " = " + call("Rule", rules, first=default)
    return f" = {default}" if default else ""


def update_default(field: Field) -> str:
    """What stands behind the annotation of a field in what clients send to change a row."""
    names = _sent_as(field)
    return f" = {call('Absent', names)}" if names else " = ABSENT"


def given_default(field: Field, action: Action) -> str:
    """What stands behind the annotation of a field in what clients send to an action."""
    if field not in action.needed:
        return update_default(field)
    names = _sent_as(field)
    return f" = {call('Rule', names)}" if names else ""


def _create_value(field: Field) -> str:
    """The value of a create that doesn't give it, if it may leave it out."""
    if field.default is None:
        return "" if field.required else "None"
    if isinstance(field.default, tuple) and field.element is not None:
        values = (_value_of(field.element, value) for value in field.default)
        return f"[{', '.join(values)}]"
    return _value_of(field, field.default)


def _value_of(field: Field, default: Value) -> str:
    for member in field.members:
        if member.value == default:
            return f"{field.value_class}.{member.name}"
    return typed_value(field, default)


def other_name(name: str, attribute: str) -> dict[str, str]:
    """The name that clients know an attribute by, where it is another one."""
    return {} if name == attribute else {"alias": literal(name)}


def alias_default(name: str, attribute: str) -> str:
    """What stands behind the annotation of an attribute that clients know by another name."""
    names = other_name(name, attribute)
    return f" = {call('Rule', names)}" if names else ""


def _sent_as(field: Field) -> dict[str, str]:
    """The names that a field is sent by, where there are others than its own."""
    names = other_name(field.public, field.name)
    if field.alias is not None:
        both = literals([field.public, field.alias.name])
        names["validation_alias"] = f"AliasChoices({both})"
    return names


def public_type(field: Field) -> str:
    """The annotation of a field in what the API returns."""
    plain = plain_type(field)
    if field.element is not None:
        plain = f"list[{public_type(field.element)}]"
    if field.type == "enum":
        plain = str(field.value_class)
    if field.form:
        plain = f"{field.form.capitalize()}Text"
    sent = {"bigint": "BigIntSent", "decimal": "DecimalSent", "time": "TimeSent", "json": "Json"}
    plain = sent.get(field.type, plain)
    return f"{plain} | None" if field.nullable else plain


def public_default(field: Field) -> str:
    """The name of a field that the API returns, and the notes on it."""
    notes = other_name(field.public, field.name) | _shown_notes(field)
    if field.derived and not field.writable:
        notes["json_schema_extra"] = '{"readOnly": True}'
    return f" = {call('Rule', notes)}" if notes else ""


def old_public_default(field: Field) -> str:
    """The same of its old name."""
    if field.alias is None:
        return ""
    notes = other_name(field.alias.name, field.alias.attribute)
    notes |= {"description": literal(old_name_description(field)), "deprecated": "True"}
    return f" = {call('Rule', notes)}"


def enums(resource: Resource) -> list[Field]:
    """The enums that clients read or send: of fields, or of the elements of arrays."""
    known = [field for field in resource.fields if field.shown or field.writable]
    values = [field.element or field for field in known]
    return [field for field in values if field.members]


def element_types(app: App) -> set[str]:
    """The types of the elements of arrays."""
    fields = [field for resource in app.resources for field in resource.fields]
    return {field.element.type for field in fields if field.element}


FILTERS = by_name(
    checked_type,
    create_default,
    create_type,
    element_types,
    enums,
    given_default,
    has_checked_type,
    old_public_default,
    path_value_type,
    public_default,
    public_type,
    update_default,
)
