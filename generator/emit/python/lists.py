"""The filters and sorts of lists."""

from collections.abc import Sequence

from generator.emit.descriptions import filter_description
from generator.emit.filters import by_name
from generator.emit.python.across import attached_of, constant, row_class
from generator.emit.python.bodies import other_name
from generator.emit.python.literals import call, literal, typed_value
from generator.model.fields import Field
from generator.model.lists import (
    Beyond,
    Choice,
    OperatorFilter,
    Parameter,
    SortField,
    SortKey,
)
from generator.model.resolve.lists import ELEMENTS, PARTS
from generator.model.resolve.storage import fits_index, rank_sql
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource

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
        "enum": _enum(field, filter_),
    }[field.type]
    if filter_.operator in LISTS:
        return f"Annotated[list[{value}], CommaSeparated]"
    if filter_.operator == "between":
        return f"Annotated[list[{value}], FromTo]"
    return "FilterPart" if filter_.operator in PARTS else value


def _enum(field: Field, filter_: OperatorFilter) -> str:
    """One value of an enum: by its class, or spelled out where that is another resource's."""
    if not filter_.steps:
        return str(field.value_class)
    return f"Literal[{', '.join(literal(member.value) for member in field.members)}]"


def filter_default(filter_: OperatorFilter, resource: Resource) -> str:
    """What stands behind the annotation of a filter's parameter."""
    arguments = other_name(filter_.name, filter_.attribute)
    if filter_.operator in LISTS:
        arguments["max_length"] = "MAX_LISTED"
    if filter_.operator == "between":
        arguments |= {"min_length": "2", "max_length": "2"}
    arguments["description"] = literal(filter_description(filter_, resource))
    if filter_.deprecation is not None:
        arguments["deprecated"] = "True"
    return " = " + call("Absent", arguments)


def condition(filter_: OperatorFilter, resource: Resource) -> str:
    """The condition of a filter, with a parameter of its name."""
    column = f"col({row_class(filter_.steps, resource)}.{filter_.field.name})"
    if filter_.field.link is not None:
        name = literal(filter_.attribute)
        return f"LINKS[{literal(filter_.field.name)}].{CONDITIONS[filter_.operator]}({name})"
    if not filter_.steps:
        return _condition(filter_, column)
    # That there is no row with the value, where it isn't asked for: also where there is no row.
    negated = {"ne": "eq", "nin": "in"}.get(filter_.operator)
    if negated is None:
        return f"{constant(filter_.steps)}.has({_condition(filter_, column)})"
    return f"~{constant(filter_.steps)}.has({_condition(filter_, column, negated)})"


def _condition(filter_: OperatorFilter, column: str, operator: str | None = None) -> str:
    name, operator = literal(filter_.attribute), operator or filter_.operator
    match operator:
        case "in" | "between" | "contains" | "startswith" | "endswith" | "any" | "all":
            return f"{CONDITIONS[operator]}({column}, {name})"
        case "nin":
            return f"is_one_of({column}, {name}).is_not(True)"
        case "ne":
            return f"{column}.is_distinct_from({_compared(filter_)})"
    if filter_.field.type in TEXTS and operator != "eq":
        # As every server compares, whatever the collation of its database.
        column += '.collate("C")'
    return f"{column} {COMPARISONS[operator]} {_compared(filter_)}"


def _compared(filter_: OperatorFilter) -> str:
    """The parameter of a filter: of a decimal it may have more digits than its column."""
    kind = ", sa.Numeric()" if filter_.field.type == "decimal" else ""
    return f"parameter({literal(filter_.attribute)}{kind})"


def null_conditions(filter_: OperatorFilter, resource: Resource) -> dict[str, str]:
    """The conditions of a filter that asks for null, by what is asked."""
    return {
        "True": _is_null(filter_.field, filter_.steps, resource, null=True),
        "False": _is_null(filter_.field, filter_.steps, resource, null=False),
    }


def _is_null(field: Field, steps: Sequence[Field], resource: Resource, *, null: bool) -> str:
    column = f"col({row_class(steps, resource)}.{field.name})"
    if steps:
        # It is null as well where there is no row.
        return f"{'~' * null}{constant(steps)}.has({column}.is_not(None))"
    return f"{column}.is_(None)" if null else f"{column}.is_not(None)"


def marked_conditions(filter_: OperatorFilter, resource: Resource) -> dict[str, str]:
    """The conditions of a filter that asks whether the caller has marked a row."""
    return {
        str(asked): _is_marked(filter_.field, filter_.steps, resource, asked=asked)
        for asked in (True, False)
    }


def _is_marked(field: Field, steps: Sequence[Field], resource: Resource, *, asked: bool) -> str:
    row = row_class(steps, resource)
    attached = "ATTACHED" if row == resource.name else attached_of(steps)
    held = f"{'' if asked else '~'}holds({attached}[{literal(field.name)}], {row})"
    return f"{constant(steps)}.has({held})" if steps else held


def choice_conditions(choice: Choice, resource: Resource) -> str:
    """The conditions of a choice."""
    own = [is_fixed(field, value, resource) for field, value in choice.conditions]
    return ", ".join([*own, *(_fixed_beyond(each, resource) for each in choice.beyond)])


def _fixed_beyond(each: Beyond, resource: Resource) -> str:
    if each.field.attached is not None:
        return _is_marked(each.field, each.steps, resource, asked=bool(each.value))
    if each.value is None:
        return _is_null(each.field, each.steps, resource, null=True)
    column = f"col({row_class(each.steps, resource)}.{each.field.name})"
    return f"{constant(each.steps)}.has({_fixed(each.field, each.value, column)})"


def is_fixed(field: Field, value: object, resource: Resource) -> str:
    """The condition that a field has this very value."""
    if field.attached is not None:
        return _is_marked(field, (), resource, asked=bool(value))
    return _fixed(field, value, f"col({resource.name}.{field.name})")


def _fixed(field: Field, value: object, column: str) -> str:
    if value is None:
        return f"{column}.is_(None)"
    if isinstance(value, bool):
        return f"{column}.is_({value})"
    return f"{column} == {typed_value(field, value)}"


def sort_term(sort: SortKey, resource: Resource) -> str:
    """The `Sort` of a key."""
    then = "".join(f"{sort_field(each, resource)}, " for each in sort.then)
    term = sort_field(sort, resource)
    return f"{term[:-1]}, then=({then}))" if then else term


def sort_field(sort: SortKey | SortField, resource: Resource) -> str:
    """The `Sort` of a field."""
    column = f"col({row_class(sort.steps, resource)}.{sort.field.name})"
    by = {
        "value": column,
        "text": f"{'lowered' if fits_index(sort.field) else 'beginning'}({column})",
        "rank": f"sa.literal_column({literal(rank_sql(sort.field))}, sa.Integer())",
    }[sort.compare]
    arguments = [f"{constant(sort.steps)}.value({by})" if sort.steps else by]
    if sort.descending:
        arguments.append("descending=True")
    if sort.nulls is not None:
        arguments.append(f"nulls_last={sort.nulls == 'last'}")
    return f"Sort({', '.join(arguments)})"


FILTERS = by_name(
    choice_conditions,
    condition,
    filter_default,
    filter_type,
    marked_conditions,
    null_conditions,
    parameter_alias,
    sort_term,
    sort_values,
)
