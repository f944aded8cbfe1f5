"""The pass over fields: their names, their types, and rules that suit them."""

from collections.abc import Mapping
from dataclasses import replace

from generator.diagnostics import quote
from generator.language import spec
from generator.language.style import Case
from generator.language.words import TypeName
from generator.model import names
from generator.model.fields import Alias, EnumMember, Field
from generator.model.resolve.endings import resolve_deprecation
from generator.model.resolve.forms import FORMS
from generator.model.resolve.json_names import (
    check_json_name,
    resolve_alias,
    resolve_json_name,
)
from generator.model.resolve.json_values import DEFAULT_BYTES, MAX_BYTES
from generator.model.resolve.made import made_description
from generator.model.resolve.references import Targets, key_type, resolve_reference
from generator.model.resolve.report import Report
from generator.model.resolve.values import (
    INT_RANGES,
    MEASURED,
    NUMBERS,
    PLAIN_TEXTS,
    TEXTS,
    pattern_problem,
    type_problem,
    value_problem,
)
from generator.model.resolve.visibility import check_access

# How long a text may be where the spec sets no maximum.
DEFAULT_LENGTHS = {"string": 255, "text": 50_000}
# The longest `string` that is a varchar; a `text` may be as long as a body.
MAX_LENGTH = 1_000_000
# How many elements an array has at most where the spec sets no maximum, and how many it may allow:
# a client may be told of each that it is wrong.
DEFAULT_ELEMENTS = 100
MAX_ELEMENTS = 1000

# The classes that every resource has besides those of its fields.
CLASS_PARTS = ("create", "replace", "update", "public", "query", "sort")
# Those of a resource whose answers hold other rows.
EXPANDING_CLASS_PARTS = ("expand", "expanded", "expansion")

KEY_TYPES = ("uuid", "int", "bigint")

# Which words suit which types; a word that isn't here suits all.
SUITS = {
    "min": MEASURED | NUMBERS,
    "max": MEASURED | NUMBERS | {"json"},
    "items": {"array"},
    "pattern": TEXTS,
    "format": {"string"},
    # Blanks around an email address or a URL are always removed.
    "trim": PLAIN_TEXTS,
    "values": {"enum"},
    "set": {"datetime"},
    "to": {"ref"},
    "on_delete": {"ref"},
    "circles": {"ref"},
    "of": {"many"},
    "names": {"many"},
    "through": {"many"},
    "expand": {"ref"},
}


def resolve_fields(
    resource: str,
    declared: Mapping[str, spec.Field],
    owner: str | None,
    targets: Targets,
    case: Case,
    report: Report,
) -> tuple[Field, ...]:
    """Every field of a resource, in the order of the spec."""
    fields = []
    taken = {*declared, owner or ""}
    for name, field in declared.items():
        place = report.at(name)
        if field.is_ is not None or field.type == "many":
            # What stands for a state of another field has no column, nor has a list of links.
            continue
        check_name(name, place)
        if field.alias is not None:
            check_json_name(field.alias.name, place.at("alias", "name"))
        json_name = resolve_json_name(name, field.name, case)
        if field.name is not None:
            check_json_name(field.name, place.at("name"))
        _check_words(name, field, place)
        alias = resolve_alias(name, json_name or name, field.alias, taken, place.at("alias"))
        resolved = _resolve(resource, name, field, targets, place, alias, json_name)
        if field.from_ is not None:
            said = field.description or made_description(field.from_, declared, case)
            source = names.Column(field.from_)
            resolved = replace(resolved, nullable=False, description=said, made_from=source)
        _check_values(resolved, field, place)
        fields.append(resolved)
    _check_keys(declared, report)
    _check_classes(resource, fields, report)
    return tuple(fields)


def check_name(name: str, report: Report) -> None:
    """Whether a field may have this name."""
    if not names.FIELD_PATTERN.fullmatch(name) or len(name) > names.MAX_NAME:
        hint = "lower case words joined by single underscores, at most 40 characters"
        if (words := names.snake(name).strip("_")) != name and names.FIELD_PATTERN.fullmatch(words):
            cased = "`style: {case: camel}` or " if names.lower_camel(words) == name else ""
            hint = f"write '{words}', with {cased}`name: {name}` for its name in JSON"
        report.error("E202", f"'{name}' can't be the name of a field", hint=hint, of="key")
    elif name in names.API_NAMES:
        report.error(
            "E203",
            f"the name '{name}' is taken: lists have a parameter of this name",
            hint=f"another name, such as '{name}_value'",
            of="key",
        )
    elif name in names.RESERVED_FIELDS:
        report.error(
            "E203",
            f"the name '{name}' is taken by Python, SQLModel or PostgreSQL",
            hint=f"another name, such as '{name}_value'",
            of="key",
        )


def _check_words(name: str, field: spec.Field, report: Report, *, element: bool = False) -> None:
    given = field.model_fields_set
    for word, types in (SUITS | ({"set": {"ref"}} if field.own else {})).items():
        if word in given and field.type not in types:
            hint = f"it suits: {', '.join(sorted(types))}"
            if field.type == "array" and word in spec.Items.model_fields:
                hint = f"say it of the elements: items: {{{word}: ...}}"
            report.at(word).error(
                "E303",
                f"'{word}' doesn't suit a field of type {field.type}",
                hint=hint,
                of="key",
            )
    if field.format and field.pattern:
        report.at("pattern").error(
            "E308",
            "'pattern' beside 'format' would be a second one",
            hint="a pattern that says both, without 'format'",
            of="key",
        )
    # The owner's own row is required, which is said for those that read the spec.
    server = "key" if field.key else "set" if field.set and not field.own else None
    if field.else_ is not None:
        report.at("else").error(
            "E318",
            "'else' says what an enum becomes where a bool is made false, so it needs 'is'",
            hint="is: {status: done}",
            of="key",
        )
    for word in ("required", "default"):
        if server and word in given:
            report.at(word).error(
                "E308",
                f"'{word}' has no meaning beside '{server}': the server gives the value",
                hint=f"remove '{word}'",
                of="key",
            )
    if field.key and field.set:
        report.at("set").error("E308", "a key can't be set to a time", of="key")
    check_access(field, report)
    if field.required and field.has_default:
        report.at("default").error(
            "E308",
            f"'{name}' is required, so its default would never be used",
            hint="remove 'required' or 'default'",
            of="key",
        )
    if field.type == "enum" and not field.values:
        hint = "items: {values: [low, high]}" if element else "values: [low, high]"
        report.error("E307", "an enum needs its values", hint=hint, of="key")
    if field.element is not None:
        _check_words(name, field.element, report.at("items"), element=True)


def _resolve(
    resource: str,
    name: str,
    field: spec.Field,
    targets: Targets,
    report: Report,
    alias: Alias | None,
    json_name: names.PublicName | None,
) -> Field:
    server_sets = field.key or field.set is not None
    kept_from_clients = field.access in ("read_only", "hidden")
    kind = key_type(field, targets)
    reference = resolve_reference(resource, name, field, targets, report)
    made_up = f"{reference.meaning[:1].upper()}{reference.meaning[1:]}." if reference else None
    return Field(
        name=names.Column(name),
        type=kind,
        description=field.description or made_up,
        example=field.example,
        nullable=not (field.required or field.has_default or field.key or field.stamp),
        required=field.required,
        default=field.default,
        writable=not (server_sets or kept_from_clients),
        stamp=field.stamp,
        minimum=_bound(field, kind, "min", report),
        maximum=_bound(field, kind, "max", report),
        pattern=_pattern(field, report),
        format=field.format,
        trim=field.trim,
        precision=field.precision,
        scale=field.scale,
        members=_members(field, report),
        value_class=names.class_of(resource, name),
        alias=alias,
        deprecation=resolve_deprecation(field.deprecated, report.at("deprecated")),
        element=_element(resource, name, field, targets, report.at("items"), json_name),
        json_name=json_name,
        access=field.access,
        reference=reference,
    )


def _element(
    resource: str,
    name: str,
    field: spec.Field,
    targets: Targets,
    report: Report,
    json_name: names.PublicName | None,
) -> Field | None:
    """An element of an array: a field that always has a value."""
    if field.element is None:
        return None
    element = _resolve(resource, f"{name}_item", field.element, targets, report, None, json_name)
    return replace(element, name=names.Column(name), nullable=False)


def _bound(
    field: spec.Field, kind: TypeName, word: str, report: Report
) -> int | float | str | None:
    bound: int | float | str | None = getattr(field, word)
    if kind in TEXTS:
        longest = FORMS[field.form].longest if field.form else MAX_LENGTH
        usual = longest if field.form else DEFAULT_LENGTHS[kind]
        length = usual if bound is None and word == "max" else bound
        if length is None or (type(length) is int and 0 <= length <= longest):
            return length
        report.at(word).error("E306", f"'{word}' must be a length between 0 and {longest}")
        return None
    if kind == "array":
        length = DEFAULT_ELEMENTS if bound is None and word == "max" else bound
        if length is None or (type(length) is int and 0 <= length <= MAX_ELEMENTS):
            return length
        report.at(word).error(
            "E306", f"'{word}' must be a number of elements between 0 and {MAX_ELEMENTS}"
        )
        return None
    if kind == "json":
        length = DEFAULT_BYTES if bound is None and word == "max" else bound
        if length is None or (type(length) is int and 2 <= length <= MAX_BYTES):
            return length
        report.at(word).error("E306", f"'{word}' must be a number of bytes from 2 to {MAX_BYTES}")
        return None
    if kind in INT_RANGES and bound is None:
        return INT_RANGES[kind][word == "max"]
    return bound if kind in NUMBERS else None


def _pattern(field: spec.Field, report: Report) -> str | None:
    if field.pattern is None or field.type not in TEXTS:
        return None
    problem = pattern_problem(field.pattern)
    if problem:
        report.at("pattern").error("E309", f"the pattern {problem}")
        return None
    return field.pattern


def _members(field: spec.Field, report: Report) -> tuple[EnumMember, ...]:
    members: dict[str, EnumMember] = {}
    for index, value in enumerate(field.values or () if field.type == "enum" else ()):
        name = names.member(value)
        if value != value.strip() or not value.isprintable():
            report.at("values", index).error(
                "E310", "a value must be printable, without blanks around it"
            )
        if names.PLACE in value:
            report.at("values", index).error(
                "E310",
                f"{quote(names.PLACE)} can't stand in a value: parameters begin so",
            )
        number = 2
        while name in members:
            name = names.Identifier(f"{names.member(value)}_{number}")
            number += 1
        members[name] = EnumMember(name, value)
    return tuple(members.values())


def _check_values(field: Field, declared: spec.Field, report: Report) -> None:
    if declared.type == "ref":
        return
    bounds_hold = True
    if field.element is not None and declared.element is not None:
        _check_values(field.element, declared.element, report.at("items"))
    if field.type in NUMBERS:
        for word in ("min", "max"):
            bound = getattr(declared, word)
            problem = type_problem(field, bound) if bound is not None else None
            if problem:
                bounds_hold = False
                report.at(word).error("E306", f"'{word}' {problem}")
    if not bounds_hold:
        return
    low, high = field.minimum, field.maximum
    if low is not None and high is not None and _number(low) > _number(high):
        word = "min" if declared.min is not None else "max"
        report.at(word).error("E306", f"the least, {low}, is more than the most, {high}")
        return
    for word, code in (("default", "E304"), ("example", "E305")):
        value = getattr(declared, word)
        problem = value_problem(field, value) if value is not None else None
        if problem:
            report.at(word).error(code, f"the {word} {problem}")
    if declared.has_default and declared.default is None:
        report.at("default").error(
            "E304", "the default is null", hint="without 'default' a field is null when not given"
        )


def _number(bound: int | float | str) -> float:
    return float(bound)


def _check_keys(declared: Mapping[str, spec.Field], report: Report) -> None:
    keys = [name for name, field in declared.items() if field.key]
    if not keys:
        report.error(
            "E301", "no field is the key", hint="add: id: {type: uuid, key: true}", of="key"
        )
    for name in keys[1:]:
        report.at(name, "key").error("E301", f"'{keys[0]}' is the key already")
    for name in keys:
        if declared[name].type not in KEY_TYPES:
            report.at(name, "type").error(
                "E302", f"a key can't be of type {declared[name].type}", hint="uuid or int"
            )


def _check_classes(resource: str, fields: list[Field], report: Report) -> None:
    taken = {names.class_of(resource, part): f"what '{part}' is made of" for part in CLASS_PARTS}
    for field in [*fields, *(field.element for field in fields if field.element)]:
        if field.value_class in taken:
            report.at(field.name).error(
                "E204",
                f"'{field.name}' would be {field.value_class} in Python, "
                f"and so is {taken[field.value_class]}",
                hint="another name",
                of="key",
            )
        taken[field.value_class] = f"'{field.name}'"
