"""What emitted tests ask of lists, and the order that they expect."""

from generator.emit.filters import by_name
from generator.emit.python.literals import literal
from generator.emit.tests.candidates import candidate, fits
from generator.model.fields import Field
from generator.model.lists import SortField, SortKey
from generator.model.resolve.storage import fits_index
from generator.model.resolve.uniques import MAX_INDEXED_TEXT
from generator.model.resource import Resource

_PARSERS = {
    "bigint": "int",
    "bool": "truth",
    "date": "dt.date.fromisoformat",
    "datetime": "dt.datetime.fromisoformat",
    "decimal": "Decimal",
    "float": "float",
    "int": "int",
    "json": "canonical",
    "time": "dt.time.fromisoformat",
    "uuid": "UUID",
}


# Lists.


def parsers(resource: Resource) -> list[tuple[str, str]]:
    """How the fields are read whose JSON isn't their value."""
    fields = (*resource.fields, *resource.computed, *resource.attached)
    every = ((field.public, parser(field)) for field in fields if field.link is None)
    return [(name, read) for name, read in every if read]


def parser(field: Field) -> str | None:
    """How a field is read, where its JSON isn't its value."""
    found = _PARSERS.get((field.element or field).type)
    return f"each_of({found})" if found and field.element else found


def sort_expression(sort: SortKey) -> str:
    """A sort key as the tests write it."""
    first, *others = map(_by, sort.fields)
    then = "".join(f"{each}, " for each in others)
    return f"{first[:-1]}, then=({then}))" if then else first


def _by(sort: SortField) -> str:
    arguments = [literal(sort.subject)]
    if sort.descending:
        arguments.append("descending=True")
    if sort.nulls is not None:
        arguments.append(f"nulls={literal(sort.nulls)}")
    if sort.compare == "text":
        longer = f"lambda text: text.lower()[:{MAX_INDEXED_TEXT}]"
        arguments.append(f"rank={'str.lower' if fits_index(sort.field) else longer}")
    if sort.compare == "rank":
        values = literal([member.value for member in sort.field.members])
        arguments.append(f"rank={values}.index")
    return f"By({', '.join(arguments)})"


def sort_requests(resource: Resource) -> list[str]:
    """Every key both ways, and neighbouring keys together, one of them turned round."""
    names = [str(sort.name) for sort in resource.sort_keys]
    single = [value for name in names for value in (name, f"-{name}")]
    pairs = [(names[index - 1], name) for index, name in enumerate(names) if len(names) > 1]
    both = [value for one, other in pairs for value in (f"{one},-{other}", f"-{other},{one}")]
    return single + both


def parameters_of(resource: Resource) -> list[str]:
    """Every parameter of the list."""
    names = [str(filter_.name) for filter_ in resource.operator_filters]
    names += [str(filter_.name) for filter_ in resource.choice_filters]
    names += ["q"] if resource.search else []
    names += [str(resource.sort_by.name)] if resource.sort_keys else []
    names += [str(resource.sort_order.name)] if resource.sort_order else []
    names += ["total"] if resource.page.total == "on_request" else []
    return [*names, "limit", "offset", "cursor"]


def showing_all(resource: Resource) -> str:
    """The choices under which lists hide no rows unasked, as further parameters."""
    return "".join(f", {parameter}" for parameter in _parameters(_hiding_none(resource)))


def asking_nothing(resource: Resource) -> str:
    """The parameters that change nothing beside these: themselves, and what else is the default."""
    usual = {str(filter_.name): str(filter_.default) for filter_ in resource.choice_filters}
    return ", ".join(_parameters(usual | _hiding_none(resource)))


def _hiding_none(resource: Resource) -> dict[str, str]:
    return {
        str(filter_.name): str(choice.name)
        for filter_ in resource.choice_filters
        for choice in filter_.choices
        if not choice.said
    }


def _parameters(chosen: dict[str, str]) -> list[str]:
    return [f"{literal(name)}: {literal(choice)}" for name, choice in chosen.items()]


def search_samples(resource: Resource) -> list[tuple[str, str, str]]:
    """For each field that is searched a text, and a word that stands in it and nowhere else."""
    found = []
    for field in resource.search.fields if resource.search else ():
        example = str(candidate(field, resource) or "")
        texts = ("Zebra", f"{example} zebra", f"zebra {example}", f"{example[:1]} zebra")
        text = next((text for text in texts if not field.automatic and fits(field, text)), None)
        if text is not None:
            found.append((field.public, text, "zebra"))
    return found


FILTERS = by_name(
    asking_nothing,
    parameters_of,
    parsers,
    search_samples,
    showing_all,
    sort_expression,
    sort_requests,
)
