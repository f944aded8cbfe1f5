"""The filters and sorts of lists."""

from generator.emit.descriptions import filter_description
from generator.emit.filters import by_name
from generator.emit.python.bodies import other_name
from generator.emit.python.literals import call, literal, typed_value
from generator.model.fields import Field
from generator.model.lists import Choice, OperatorFilter, Parameter, SortField, SortKey
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
        "enum": str(field.value_class),
    }[field.type]
    if filter_.operator in LISTS:
        return f"Annotated[list[{value}], CommaSeparated]"
    if filter_.operator == "between":
        return f"Annotated[list[{value}], FromTo]"
    return "FilterPart" if filter_.operator in PARTS else value


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
    column = f"col({resource.name}.{filter_.field.name})"
    name = literal(filter_.attribute)
    if filter_.field.link is not None:
        return f"LINKS[{literal(filter_.field.name)}].{CONDITIONS[filter_.operator]}({name})"
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


def is_marked(field: Field, resource: Resource) -> str:
    """The condition that the caller has marked a row."""
    return f"holds(ATTACHED[{literal(field.name)}], {resource.name})"


def choice_conditions(choice: Choice, resource: Resource) -> str:
    """The conditions of a choice."""
    return ", ".join(is_fixed(field, value, resource) for field, value in choice.conditions)


def is_fixed(field: Field, value: object, resource: Resource) -> str:
    """The condition that a field has this very value."""
    if field.attached is not None:
        return f"{'' if value else '~'}{is_marked(field, resource)}"
    column = f"col({resource.name}.{field.name})"
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


FILTERS = by_name(
    choice_conditions,
    condition,
    filter_default,
    filter_type,
    is_marked,
    parameter_alias,
    sort_term,
    sort_values,
)
