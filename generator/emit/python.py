"""How parts of the model are written in Python: the functions that templates print with.

Text of the spec reaches code only through `literal`, `sql_literal` and `prose`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from generator.emit.descriptions import (
    action_description,
    choice_description,
    description,
    filter_description,
    old_name_description,
    sort_description,
    tag_description,
    with_note,
)
from generator.model.app import (
    NOW,
    Action,
    App,
    Choice,
    ColumnType,
    Deprecation,
    Field,
    HookPoint,
    Index,
    IndexPart,
    OperatorFilter,
    Parameter,
    Resource,
    SortField,
    SortKey,
    Value,
)
from generator.model.json_text import JsonText
from generator.model.names import MAX_IDENTIFIER, sql_identifier
from generator.model.resolve.endings import earliest
from generator.model.resolve.examples import sent
from generator.model.resolve.forms import FORMS, Form
from generator.model.resolve.lists import ELEMENTS, PARTS
from generator.model.resolve.storage import column_type, fits_index, rank_sql
from generator.model.resolve.values import TEXTS

T = TypeVar("T")

# A long text is written in pieces, which end in a blank where they can.
_PIECES = re.compile(r".{1,72}(?:(?<=\s)|$(?!\s))|.{1,72}", re.DOTALL)

# What a bigint holds is no bound of its own.
BIGINT = {"ge": -(2**63), "le": 2**63 - 1}

# The helpers of `statements` that make the conditions of these operators.
CONDITIONS = {
    "in": "is_one_of",
    "between": "is_between",
    "contains": "has_part",
    "startswith": "has_start",
    "endswith": "has_end",
    "any": "has_any",
    "all": "has_all",
}
# The operators that take several values.
LISTS = ELEMENTS | {"in", "nin"}
COMPARISONS = {"eq": "==", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def literal(value: object) -> str:
    """A value as a Python literal, in ASCII where it must be escaped."""
    if isinstance(value, str):
        return " ".join(map(_string, _PIECES.findall(value))) or '""'
    if isinstance(value, tuple):
        items = ", ".join(literal(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return dictionary(value.items())
    return repr(value)


def _string(value: str) -> str:
    """A string literal in double quotes; what isn't plainly printable is escaped."""
    quoted = repr(str(value))
    if quoted.isascii() or str(value).isprintable():
        body = quoted[1:-1].replace("\\'", "'") if quoted[0] == "'" else quoted[1:-1]
        return '"' + body.replace('"', '\\"') + '"' if '"' in body else f'"{body}"'
    return ascii(str(value))


def literals(values: Iterable[object]) -> str:
    """Several values, as the items of a list."""
    return ", ".join(literal(value) for value in values)


def dictionary(pairs: Iterable[tuple[str, object]]) -> str:
    """Pairs as a dictionary, with arrays as lists."""
    return (
        "{" + ", ".join(f"{literal(key)}: {literal(listed(value))}" for key, value in pairs) + "}"
    )


def listed(value: object) -> object:
    """A value of a field as JSON has it: an array is a list."""
    if isinstance(value, JsonText):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def prose(text: str) -> str:
    """Text of the spec inside a docstring: one line, with nothing that could end it."""
    line = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return "".join(character for character in line if character.isprintable())


def sql_literal(sql: str) -> str:
    """SQL text as SQLAlchemy takes it: a colon would begin a parameter."""
    return literal(re.sub(r"(?<!:):(?!:)", r"\\:", sql))


def sql_name(name: str) -> str:
    """A table or column as SQL names it."""
    return sql_identifier(name)


def version_table(package: str) -> str:
    """The table in which a database records the revision that it is at."""
    return f"{package.lower()[: MAX_IDENTIFIER - 8]}_version"


# The table.


def table_type(field: Field, resource: Resource) -> str:
    """The annotation of a column."""
    if field is resource.key and field.type != "uuid":
        return "int | None"
    plain = _plain_type(field)
    return f"{plain} | None" if field.nullable else plain


def _plain_type(field: Field) -> str:
    if field.element is not None:
        return f"list[{_plain_type(field.element)}]"
    return {
        **dict.fromkeys(TEXTS, "str"),
        "int": "int",
        "bigint": "int",
        "decimal": "Decimal",
        "float": "float",
        "bool": "bool",
        "date": "dt.date",
        "datetime": "dt.datetime",
        "time": "dt.time",
        "uuid": "UUID",
        "enum": "str",
        "json": "Any",
    }[field.type]


def table_default(field: Field, resource: Resource) -> str:
    """What stands behind the annotation of a column."""
    arguments = _table_arguments(field, resource)
    if not arguments:
        return ""
    if arguments == {"default": "None"}:
        return " = None"
    return " = Field(" + ", ".join(f"{name}={value}" for name, value in arguments.items()) + ")"


def _table_arguments(field: Field, resource: Resource) -> dict[str, str]:
    arguments: dict[str, str] = {}
    if field is resource.key:
        numbered = field.type != "uuid"
        arguments["default" if numbered else "default_factory"] = "None" if numbered else "uuid7"
        arguments["primary_key"] = "True"
        if numbered:
            arguments["sa_column_args"] = "[sa.Identity()]"
    elif field.stamp:
        arguments["default_factory"] = "utc_now"
    elif isinstance(field.default, tuple):
        made = f"lambda: {typed_value(field, field.default)}" if field.default else "list"
        arguments["default_factory"] = made
    elif isinstance(field.default, JsonText) and isinstance(field.default.value, dict | list):
        value = field.default.value
        empty = type(value).__name__
        arguments["default_factory"] = f"lambda: {literal(value)}" if value else empty
    elif field.default is not None:
        arguments["default"] = typed_value(field, field.default)
    elif field.nullable:
        arguments["default"] = "None"
    if field.name == resource.owner.column:
        arguments["max_length"] = str(field.maximum)
    elif field.type in TEXTS or field.type == "enum":
        arguments["sa_type"] = "sa.Text"
    if field.type == "decimal":
        arguments |= {"max_digits": str(field.precision), "decimal_places": str(field.scale)}
    if field.type == "bigint":
        arguments["sa_type"] = "sa.BigInteger"
    if field.type == "float":
        arguments["sa_type"] = "sa.Double"
    if field.element is not None:
        arguments["sa_type"] = sql_type(column_type(field))
    if field.type == "json":
        arguments["sa_type"] = "JSONB(none_as_null=True)"
    options = _column_options(field, resource)
    if options:
        pairs = ", ".join(f'"{name}": {value}' for name, value in options.items())
        arguments["sa_column_kwargs"] = "{" + pairs + "}"
    return arguments


def _column_options(field: Field, resource: Resource) -> dict[str, str]:
    column = next(column for column in resource.table.columns if column.name == field.name)
    options = {}
    if column.default is not None:
        options["server_default"] = f"sa.text({sql_literal(column.default)})"
    if field.stamp:
        options["server_default"] = "sa.func.now()"
    if field.stamp == "on_update":
        options["onupdate"] = "sa.func.now()"
    return options


def typed_value(field: Field, value: object) -> str:
    """A value of a field as it is stored, in Python."""
    if isinstance(value, tuple) and field.element is not None:
        return "[" + ", ".join(typed_value(field.element, each) for each in value) + "]"
    match field.type:
        case "decimal":
            return f"Decimal({literal(value)})"
        case "date" | "datetime" | "time":
            return f"dt.{field.type}.fromisoformat({literal(value)})"
        case "uuid":
            return f"UUID({literal(value)})"
        case "float":
            return repr(float(str(value)))
    return literal(listed(value))


def index_arguments(index: Index) -> str:
    """The arguments of an index: its name, its parts, its method."""
    parts = [literal(index.name), *(_index_part(part) for part in index.parts)]
    if index.method != "btree":
        parts.append(f'postgresql_using="{index.method}"')
    return ", ".join(parts)


def _index_part(part: IndexPart) -> str:
    return f"sa.text({sql_literal(part.sql)})" if part.expression else literal(part.sql.strip('"'))


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


def _call(name: str, arguments: Mapping[str, str], *, first: str = "") -> str:
    named = [f"{key}={value}" for key, value in arguments.items()]
    return f"{name}({', '.join([first, *named] if first else named)})"


def _input_type(field: Field) -> str:
    """The type that reads a field from JSON, without the rules of the spec."""
    if field.element is not None:
        return f"list[{checked_type(field.element)}]"
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
        "email": "EmailText",
        "url": "UrlText",
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
    return _call("StringConstraints", arguments)


def checked_type(field: Field) -> str:
    """The checked type of a field, with everything that the spec says of its values."""
    parts = [_input_type(field)]
    if field.type in TEXTS:
        parts += [_string_constraints(field), "NoNul"]
    if field.type in FORMS:
        parts.append(f"{field.type.capitalize()}Form")
    if field.type == "json":
        parts.append(f"at_most({field.maximum})")
    rules, notes = _rules(field), _sent_notes(field)
    if _notes_null(field):
        return _annotated(f"{_annotated(*parts, rule=rules)} | None", rule=notes)
    return _annotated(*parts, rule=rules | notes)


def _annotated(*parts: str, rule: Mapping[str, str]) -> str:
    rules = [_call("Rule", rule)] if rule else []
    return f"Annotated[{', '.join([*parts, *rules])}]" if parts[1:] or rules else parts[0]


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
    if field.switch is not None:
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
        return " = " + _call("Rule", rules, first=default)
    return f" = {default}" if default else ""


def update_default(field: Field) -> str:
    """What stands behind the annotation of a field in what clients send to change a row."""
    names = _sent_as(field)
    return f" = {_call('Absent', names)}" if names else " = ABSENT"


def given_default(field: Field, action: Action) -> str:
    """What stands behind the annotation of a field in what clients send to an action."""
    if field not in action.needed:
        return update_default(field)
    names = _sent_as(field)
    return f" = {_call('Rule', names)}" if names else ""


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


def _alias(name: str, attribute: str) -> dict[str, str]:
    """The name that clients know an attribute by, where it is another one."""
    return {} if name == attribute else {"alias": literal(name)}


def alias_default(name: str, attribute: str) -> str:
    """What stands behind the annotation of an attribute that clients know by another name."""
    names = _alias(name, attribute)
    return f" = {_call('Rule', names)}" if names else ""


def _sent_as(field: Field) -> dict[str, str]:
    """The names that a field is sent by, where there are others than its own."""
    names = _alias(field.public, field.name)
    if field.alias is not None:
        both = literals([field.public, field.alias.name])
        names["validation_alias"] = f"AliasChoices({both})"
    return names


def public_type(field: Field) -> str:
    """The annotation of a field in what the API returns."""
    plain = _plain_type(field)
    if field.element is not None:
        plain = f"list[{public_type(field.element)}]"
    if field.type == "enum":
        plain = str(field.value_class)
    sent = {"bigint": "BigIntSent", "decimal": "DecimalSent", "time": "TimeSent"}
    sent |= {"email": "EmailText", "url": "UrlText", "json": "Json"}
    plain = sent.get(field.type, plain)
    return f"{plain} | None" if field.nullable else plain


def public_default(field: Field) -> str:
    """The name of a field that the API returns, and the notes on it."""
    notes = _alias(field.public, field.name) | _shown_notes(field)
    if field.sql is not None and not field.writable:
        notes["json_schema_extra"] = '{"readOnly": True}'
    return f" = {_call('Rule', notes)}" if notes else ""


def old_public_default(field: Field) -> str:
    """The same of its old name."""
    if field.alias is None:
        return ""
    notes = _alias(field.alias.name, field.alias.attribute)
    notes |= {"description": literal(old_name_description(field)), "deprecated": "True"}
    return f" = {_call('Rule', notes)}"


# Lists.


def sort_values(resource: Resource) -> list[str]:
    """Every value of the parameter `sort`: each key and its opposite."""
    return [value for sort in resource.sort_keys for value in (sort.name, f"-{sort.name}")]


def parameter_alias(parameter: Parameter) -> str:
    """The argument that gives a parameter its name, where that isn't the attribute's."""
    differs = str(parameter.name) != str(parameter.attribute)
    return f"alias={literal(parameter.name)}, " if differs else ""


def filter_type(filter_: OperatorFilter) -> str:
    """The annotation of a filter's parameter."""
    if filter_.operator == "is_null":
        return "bool"
    field = filter_.field.element or filter_.field
    value = {
        **dict.fromkeys(TEXTS, "FilterText"),
        "int": "Int32",
        "bigint": "Int64",
        "decimal": "DecimalText",
        "float": "Number",
        "bool": "bool",
        "date": "Date",
        "datetime": "UtcDatetime",
        "time": "TimeOfDay",
        "uuid": "UUID",
        "enum": str(field.value_class),
    }[field.type]
    if filter_.operator in LISTS:
        return f"Annotated[list[{value}], CommaSeparated]"
    if filter_.operator == "between":
        return f"Annotated[list[{value}], FromTo]"
    return "FilterPart" if filter_.operator in PARTS else value


def filter_default(filter_: OperatorFilter, resource: Resource) -> str:
    """What stands behind the annotation of a filter's parameter."""
    arguments = _alias(filter_.name, filter_.attribute)
    if filter_.operator in LISTS:
        arguments["max_length"] = "MAX_LISTED"
    if filter_.operator == "between":
        arguments |= {"min_length": "2", "max_length": "2"}
    arguments["description"] = literal(filter_description(filter_, resource))
    if filter_.deprecation is not None:
        arguments["deprecated"] = "True"
    return " = " + _call("Absent", arguments)


def condition(filter_: OperatorFilter, resource: Resource) -> str:
    """The condition of a filter, with a parameter of its name."""
    column = f"col({resource.name}.{filter_.field.name})"
    name = literal(filter_.attribute)
    match filter_.operator:
        case "in" | "between" | "contains" | "startswith" | "endswith" | "any" | "all":
            return f"{CONDITIONS[filter_.operator]}({column}, {name})"
        case "nin":
            return f"is_one_of({column}, {name}).is_not(True)"
        case "ne":
            return f"{column}.is_distinct_from({_compared(filter_)})"
    if filter_.field.type in TEXTS and filter_.operator != "eq":
        # As every server compares, whatever the collation of its database.
        column += '.collate("C")'
    return f"{column} {COMPARISONS[filter_.operator]} {_compared(filter_)}"


def _compared(filter_: OperatorFilter) -> str:
    """The parameter of a filter: of a decimal it may have more digits than its column."""
    kind = ", sa.Numeric()" if filter_.field.type == "decimal" else ""
    return f"parameter({literal(filter_.attribute)}{kind})"


def choice_conditions(choice: Choice, resource: Resource) -> str:
    """The conditions of a choice."""
    return ", ".join(_fixed(field, value, resource) for field, value in choice.conditions)


def _fixed(field: Field, value: object, resource: Resource) -> str:
    column = f"col({resource.name}.{field.name})"
    if value is None:
        return f"{column}.is_(None)"
    if isinstance(value, bool):
        return f"{column}.is_({value})"
    return f"{column} == {typed_value(field, value)}"


def sort_term(sort: SortKey, resource: Resource) -> str:
    """The `Sort` of a key."""
    then = "".join(f"{_sort(each, resource)}, " for each in sort.then)
    term = _sort(sort, resource)
    return f"{term[:-1]}, then=({then}))" if then else term


def _sort(sort: SortKey | SortField, resource: Resource) -> str:
    column = f"col({resource.name}.{sort.field.name})"
    by = {
        "value": column,
        "text": f"{'lowered' if fits_index(sort.field) else 'beginning'}({column})",
        "rank": f"sa.literal_column({literal(rank_sql(sort.field))}, sa.Integer())",
    }[sort.compare]
    arguments = [by]
    if sort.descending:
        arguments.append("descending=True")
    if sort.nulls is not None:
        arguments.append(f"nulls_last={sort.nulls == 'last'}")
    return f"Sort({', '.join(arguments)})"


def below_user(resource: Resource) -> str:
    """The path of the list behind the part that names the caller."""
    return "/" + resource.segment + resource.path.removeprefix(resource.base)


def answer_arguments(resource: Resource) -> str:
    """What a list's handler passes on besides the query."""
    by, order = resource.sort_by.attribute, resource.sort_order
    sort = f", sort=query.{by}" if resource.sort_keys else ", sort=()"
    if order is not None:
        attributes = literals([by, order.attribute])
        sort = f", sort=queries.listing.directed(query, {attributes})"
    total = {"on_request": "query.total", "exact": "True", "none": "False"}[resource.page.total]
    return f"{sort}, total={total}"


# Actions.


def action_values(action: Action, resource: Resource) -> str:
    """The columns that an action sets, and what each gets."""
    changed = {}
    if action.toggle is not None:
        changed[action.toggle.name] = _turned(action.toggle, action, resource)
    for field in action.needed:
        changed[field.name] = f"parameter({literal(field.name)})"
    for field, value in action.set:
        changed[field.name] = _assigned(field, value)
    for step in action.increment:
        by = _number(step.field, str(step.by).lstrip("-"))
        sign = "-" if step.down else "+"
        changed[step.field.name] = f"col({resource.name}.{step.field.name}) {sign} {by}"
    for field in resource.fields:
        if field.stamp == "on_update":
            changed[field.name] = "sa.func.now()"
    return "{" + ", ".join(f'"{name}": {value}' for name, value in changed.items()) + "}"


def _turned(field: Field, action: Action, resource: Resource) -> str:
    """A field that is turned over, but where the request may give a value and does."""
    turned = f"~col({resource.name}.{field.name})"
    if field not in action.given:
        return turned
    return f"sa.func.coalesce(parameter({literal(field.name)}), {turned})"


def _assigned(field: Field, value: object) -> str:
    if value is None:
        return "sa.null()"
    if field.switch is not None:
        return f"sa.{str(value).lower()}()"
    return (
        "sa.func.now()" if field.type == "datetime" and value == NOW else typed_value(field, value)
    )


def _number(field: Field, value: object) -> str:
    return f"Decimal({literal(value)})" if field.type == "decimal" else str(value)


def action_conditions(action: Action, resource: Resource) -> str:
    """What a row must have for an action to apply, as further conditions of its statement."""
    conditions = []
    for field, values in action.when:
        each = [_fixed(field, value, resource) for value in values]
        conditions.append(each[0] if len(each) == 1 else f"sa.or_({', '.join(each)})")
    for step in action.increment:
        comparison = ">=" if step.down else "<="
        last = _number(step.field, step.last)
        conditions.append(f"col({resource.name}.{step.field.name}) {comparison} {last}")
    return "".join(f", {condition}" for condition in conditions)


def action_needs(action: Action) -> str:
    """The same, for the sentence that a client is told where it doesn't apply."""
    needs = []
    for field, values in action.when:
        sent = tuple(
            str(each) if field.type == "bigint" and each is not None else each for each in values
        )
        needs.append(f"transitions.Among({literal(field.public)}, {literal(sent)})")
    for step in action.increment:
        numbers = f"Decimal({literal(str(step.last))}), Decimal({literal(str(step.end))})"
        kind = "AtLeast" if step.down else "AtMost"
        needs.append(f"transitions.{kind}({literal(step.field.public)}, {numbers})")
    return f"[{', '.join(needs)}]"


def state_fields(resource: Resource) -> list[str]:
    """The fields that decide whether actions apply."""
    names = [field.name for action in resource.actions for field, _ in action.when]
    names += [step.field.name for action in resource.actions for step in action.increment]
    return list(dict.fromkeys(map(str, names)))


def action_statuses(app: App, action: Action, resource: Resource) -> str:
    """The errors of an action, besides those that every route has."""
    if action.body:
        return _statuses(*_BODY_STATUSES, app.foreign_status, 404, 409)
    unique = {name for unique in resource.table.uniques for name in unique.fields}
    taken = not unique.isdisjoint(field.name for field in action.changes)
    conflicts = action.guarded or action.run or taken
    return _statuses(app.foreign_status, 404, *((409,) if conflicts else ()))


# Routes.


def path_type(key: Field) -> str:
    """The annotation of the key in a path."""
    return {"uuid": "UUID", "int": "Int32", "bigint": "Int64"}[key.type]


def key_python_type(key: Field) -> str:
    """The key's type once it is read."""
    return "UUID" if key.type == "uuid" else "int"


def key_sql_type(key: Field) -> str:
    """The key's type in SQLAlchemy."""
    return {"uuid": "sa.Uuid()", "int": "sa.Integer()", "bigint": "sa.BigInteger()"}[key.type]


def read_only_columns(resource: Resource) -> list[str]:
    """The columns that sessions may not write for a caller."""
    return [field.name for field in resource.fields if field.automatic and not field.since]


def created_parameters(resource: Resource) -> str:
    """The names of the parameters of an INSERT, as an expression."""
    create = f"{resource.name}Create.model_fields"
    return f'("{resource.key.name}", *{create})' if resource.key.type == "uuid" else create


def own_defaults(resource: Resource) -> list[tuple[str, str]]:
    """The values that a create gives to fields that clients can't send."""
    return [
        (field.name, typed_value(field, field.default))
        for field in resource.fields
        if field.default is not None and not field.writable
    ]


def has_row_routes(resource: Resource) -> bool:
    """Whether some route is about one row that is there already."""
    return bool(resource.actions or {"read", "put", "patch", "delete"} & set(resource.routes))


def refusal(app: App, resource: Resource) -> str:
    """What is raised where the caller doesn't reach a row."""
    if app.foreign_status == 403:
        return f"await out_of_reach(database, {resource.key_parameter})"
    return f"NotFound({literal(resource.label)})"


def _statuses(*statuses: int) -> str:
    return ", ".join(map(str, sorted(set(statuses))))


# The errors of a route that takes a body.
_BODY_STATUSES = (400, 413, 415)


def _refusals(resource: Resource, point: HookPoint) -> tuple[int, ...]:
    """How a function of the user's own may refuse."""
    return (403, 409) if resource.hook(point) else ()


def create_statuses(app: App, resource: Resource) -> str:
    """The errors of a create, besides those that every route has."""
    return _statuses(*_BODY_STATUSES, 409, *_refusals(resource, "before_create"))


def row_statuses(app: App) -> str:
    """The errors of a route about one row."""
    return _statuses(app.foreign_status, 404)


def write_statuses(app: App, resource: Resource) -> str:
    """The errors of a route that changes one row with a body."""
    refusals = _refusals(resource, "before_update")
    return _statuses(*_BODY_STATUSES, app.foreign_status, 404, 409, *refusals)


def delete_statuses(app: App, resource: Resource) -> str:
    """The errors of a delete, besides those that every route has."""
    return _statuses(app.foreign_status, 404, *_refusals(resource, "before_delete"))


# What will go away.


def deprecation(found: Deprecation, *, use: bool = True) -> str:
    """A deprecation as the application knows it, with what to use instead or without."""
    arguments = [_day(day) for day in (found.since, found.sunset) if day is not None]
    if use and found.use is not None:
        arguments.append(f"use={literal(found.use)}")
    return f"Deprecation({', '.join(arguments)})"


def _day(day: str) -> str:
    return f"date({', '.join(str(int(part)) for part in day.split('-'))})"


def told_of(resource: Resource) -> dict[str, list[tuple[str, Deprecation | None]]]:
    """What a request may use that will go away: by operation, by parameter, by key of a body."""
    fields = [(field.public, field.deprecation) for field in resource.sent]
    old_names = [
        (str(field.alias.name), earliest(field.alias.deprecation, field.deprecation))
        for field in resource.renamed
        if field.alias
    ]
    every: dict[str, list[tuple[str, Deprecation | None]]] = {
        "operations": [
            (f"{action.name}_{resource.item}", action.deprecation) for action in resource.actions
        ],
        "parameters": [
            *((str(filter_.name), filter_.deprecation) for filter_ in resource.choice_filters),
            *((str(filter_.name), filter_.deprecation) for filter_ in resource.operator_filters),
        ],
        "fields": [*fields, *old_names],
    }
    return {word: [pair for pair in pairs if pair[1]] for word, pairs in every.items()}


def enums(resource: Resource) -> list[Field]:
    """The enums that clients read or send: of fields, or of the elements of arrays."""
    known = [field for field in resource.fields if field.shown or field.writable]
    values = [field.element or field for field in known]
    return [field for field in values if field.members]


def element_types(app: App) -> set[str]:
    """The types of the elements of arrays."""
    fields = [field for resource in app.resources for field in resource.fields]
    return {field.element.type for field in fields if field.element}


def forms(app: App) -> list[tuple[str, Form]]:
    """The forms that some text of the application must have, by the names of their types."""
    fields = [
        field for resource in app.resources for field in (*resource.fields, *resource.computed)
    ]
    used = {(field.element or field).type for field in fields}
    return [(kind.capitalize(), form) for kind, form in FORMS.items() if kind in used]


def renames(app: App) -> bool:
    """Whether some field may be sent under an old name, too."""
    return any(resource.renamed for resource in app.resources)


def in_json(resource: Resource, pairs: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """Values of fields by the names that clients know."""
    public = {str(field.name): field.public for field in resource.fields}
    return [(public[name], value) for name, value in pairs]


# Migrations.


_SQL_TYPES = {
    "varchar": "sa.String({0.length})",
    "text": "sa.Text()",
    "integer": "sa.Integer()",
    "bigint": "sa.BigInteger()",
    "numeric": "sa.Numeric({0.precision}, {0.scale})",
    "double": "sa.Double()",
    "boolean": "sa.Boolean()",
    "date": "sa.Date()",
    "timestamptz": "sa.DateTime(timezone=True)",
    "time": "sa.Time()",
    "uuid": "sa.Uuid()",
    "jsonb": "postgresql.JSONB()",
    "tsvector": "postgresql.TSVECTOR()",
}


def sql_type(kind: ColumnType) -> str:
    """A type of PostgreSQL as SQLAlchemy writes it."""
    plain = _SQL_TYPES[kind.name].format(kind)
    return f"sa.ARRAY({plain})" if kind.array else plain


def column_arguments(column: Any) -> str:
    """The arguments of a column in a migration."""
    arguments = [literal(column.name), sql_type(column.type)]
    if column.identity:
        arguments.append("sa.Identity()")
    if column.generated is not None:
        arguments.append(f"sa.Computed({sql_literal(column.generated)}, persisted=True)")
    if column.default is not None:
        arguments.append(f"server_default=sa.text({sql_literal(column.default)})")
    arguments.append(f"nullable={column.nullable}")
    return ", ".join(arguments)


def index_columns(index: Index) -> str:
    """The parts of an index in a migration."""
    return ", ".join(_index_part(part) for part in index.parts)


FILTERS = {
    function.__name__: function
    for function in (
        action_conditions,
        action_description,
        action_needs,
        action_statuses,
        action_values,
        answer_arguments,
        below_user,
        checked_type,
        choice_conditions,
        choice_description,
        column_arguments,
        condition,
        create_default,
        create_statuses,
        create_type,
        created_parameters,
        delete_statuses,
        deprecation,
        dictionary,
        element_types,
        enums,
        filter_default,
        filter_type,
        forms,
        given_default,
        has_checked_type,
        has_row_routes,
        in_json,
        index_arguments,
        index_columns,
        key_python_type,
        key_sql_type,
        literal,
        literals,
        old_name_description,
        old_public_default,
        parameter_alias,
        own_defaults,
        path_type,
        prose,
        public_default,
        public_type,
        read_only_columns,
        refusal,
        renames,
        row_statuses,
        sort_description,
        sort_term,
        sort_values,
        sql_literal,
        sql_name,
        state_fields,
        table_default,
        table_type,
        tag_description,
        told_of,
        update_default,
        version_table,
        write_statuses,
    )
}
