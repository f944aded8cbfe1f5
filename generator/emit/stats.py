"""How stats are written in Python, and described: the functions that templates print with."""

from dataclasses import replace

from generator.emit.descriptions import whose
from generator.emit.filters import by_name
from generator.emit.python.bodies import alias_default, public_type
from generator.emit.python.literals import literal, literals
from generator.model.app import App
from generator.model.fields import Field
from generator.model.names import stats_of
from generator.model.resolve.storage import rank_sql
from generator.model.resource import Resource
from generator.model.stats import Group, Measure, Stat


def stat_operation(stat: Stat, resource: Resource) -> str:
    """The handler of a stat."""
    return stats_of(resource.item, stat.name)


# What is said of it.


def stat_description(stat: Stat, resource: Resource) -> str:
    """What a stat does."""
    return f"Sum up {'groups of ' if stat.groups else ''}{whose(resource)}."


def stat_answer(stat: Stat, resource: Resource) -> str:
    """What one object of the answer is."""
    if stat.groups:
        return f"A group of {resource.labels}, and numbers about them."
    return f"Numbers about {resource.labels}."


def stat_meaning(stat: Stat, resource: Resource) -> str:
    """What the whole answer is."""
    if not stat.groups:
        return f"Numbers about the {resource.labels}."
    by = [
        f"the {group.by} of `{group.field.public}`" if group.by else f"`{group.field.public}`"
        for group in stat.groups
    ]
    return f"The {resource.labels} by {' and '.join(by)}."


# The class of an answer.


def stat_response(stat: Stat) -> str:
    """The type of the whole answer."""
    return f"list[{stat.value_class}]" if stat.groups else str(stat.value_class)


def group_field(group: Group) -> Field:
    """What tells a group apart, as a field of the answer: the day on which a period begins."""
    if group.by is None:
        return group.field
    return replace(group.field, type="date", members=())


def measure_field(measure: Measure) -> Field | None:
    """A number as a field of the answer: null where no row has one; None for the count."""
    if measure.field is None:
        return None
    return replace(measure.field, type=measure.type, nullable=True, members=())


def group_default(group: Group) -> str:
    """What stands behind it: the name that clients know it by."""
    return alias_default(group.field.public, group.field.name)


def measure_default(measure: Measure) -> str:
    """What stands behind a number: the name that clients know it by."""
    return alias_default(measure.name, measure.attribute)


def group_type(group: Group) -> str:
    """The annotation of what tells a group apart."""
    return public_type(group_field(group))


def measure_type(measure: Measure) -> str:
    """The annotation of a number."""
    field = measure_field(measure)
    return "int" if field is None else public_type(field)


# What the tests know of it.


def stat_trial(stat: Stat) -> str:
    """A stat as the tests write it."""
    groups = ", ".join(f"{literal(group.field.public)}: {_rank(group)}" for group in stat.groups)
    numbers = ", ".join(
        f"{literal(measure.name)}: {_measured(measure)}" for measure in stat.measures
    )
    values = f", values={literal(list(stat.values))}" if stat.values else ""
    return f"Told(groups={{{groups}}}, numbers={{{numbers}}}{values})"


def _rank(group: Group) -> str:
    arguments = []
    if group.by:
        arguments.append(f"period={literal(group.by)}")
    if group.field.members:
        values = literal([member.value for member in group.field.members])
        arguments.append(f"rank={values}.index")
    if group.field.type == "string":
        arguments.append("rank=case_last")
    return f"In({', '.join(arguments)})"


def _measured(measure: Measure) -> str:
    field = "" if measure.field is None else measure.field.public
    return literal((measure.operation, field))


# The statement.


def stat_statement(stat: Stat, resource: Resource, app: App) -> str:
    """What tells a stat."""
    told = ", ".join(
        f'"{measure.attribute}": {_number(measure, resource)}' for measure in stat.measures
    )
    arguments = ["listing", *([str(stat.value_class)] if app.names_differ else [])]
    if not stat.groups:
        return f"Totals({', '.join(arguments)}, numbers={{{told}}})"
    made = ", ".join(f'"{group.field.name}": {_made(group, resource)}' for group in stat.groups)
    arguments += [f"groups={{{made}}}", f"numbers={{{told}}}"]
    if stat.values:
        arguments.append(f"values=[{literals(stat.values)}]")
    elif any(group.field.type in ("enum", "string") for group in stat.groups):
        order = [term for group in stat.groups for term in _order(group, resource)]
        arguments.append(f"order=[{', '.join(order)}]")
    return f"Groups({', '.join(arguments)})"


def stat_helpers(resource: Resource) -> list[str]:
    """What the stats of a resource use of the module for them, which has nothing else."""
    groups = [group for stat in resource.stats for group in stat.groups]
    operations = {measure.operation for stat in resource.stats for measure in stat.measures}
    used = {
        "Groups": groups,
        "Totals": [stat for stat in resource.stats if not stat.groups],
        "average": "avg" in operations,
        "first_day": [group for group in groups if group.by],
        "total": "sum" in operations,
    }
    return [name for name, use in used.items() if use]


def _number(measure: Measure, resource: Resource) -> str:
    if measure.field is None:
        return "sa.func.count()"
    column = _column(measure.field, resource)
    match measure.operation:
        case "sum":
            return f"total({column})"
        case "avg":
            return f"average({column})"
    return f"sa.func.{measure.operation}({column})"


def _made(group: Group, resource: Resource) -> str:
    column = _column(group.field, resource)
    return f"first_day({literal(group.by)}, {column})" if group.by else column


def _order(group: Group, resource: Resource) -> list[str]:
    """As lists sort by the field: enums by rank, texts without regard to case at first."""
    column = _column(group.field, resource)
    match group.field.type:
        case "enum":
            return [f"sa.literal_column({literal(rank_sql(group.field))})"]
        case "string":
            return [f'sa.func.lower({column}).collate("C")', f'{column}.collate("C")']
    return [_made(group, resource)]


def _column(field: Field, resource: Resource) -> str:
    return f"col({resource.name}.{field.name})"


FILTERS = by_name(
    group_default,
    group_type,
    measure_default,
    measure_type,
    stat_answer,
    stat_description,
    stat_helpers,
    stat_meaning,
    stat_operation,
    stat_response,
    stat_statement,
    stat_trial,
)
