"""What changes for clients in lists that look across references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.evolve.changes import Change, Effect
from generator.evolve.contract.operations import Operations
from generator.model.fields import Field
from generator.model.lists import OperatorFilter, SortField
from generator.model.resource import Resource

# What lists notice of a change of a field that they look at: in their filters, and in their
# sorts.
_FILTERS = {
    "change_computed": "finds other rows",
    "change_reference": "finds other rows",
    "change_type": "compares values of the new type",
    "narrow_type": "compares values of the new type",
    "release_values": "takes any text",
    "restrict_values": "takes values of the enum only",
    "widen_type": "compares values of the new type",
    "widen_type_as_text": "compares values of the new type",
}
_SORTS = {
    "change_computed": "sorts in another order",
    "change_reference": "sorts in another order",
    "change_type": "sorts by values of the new type",
    "narrow_type": "sorts by values of the new type",
    "release_values": "sorts as texts do",
    "reorder_values": "sorts in the new order",
    "restrict_values": "sorts in the order of the enum",
    "widen_type": "sorts by values of the new type",
    "widen_type_as_text": "sorts by values of the new type",
}
# The same of a value that goes: it is refused.
_OF_VALUES = {"remove_value", "rename_value"}


@dataclass(frozen=True, slots=True)
class Names:
    """What resources and fields of before are called now."""

    resources: Mapping[str, str]
    # By resource, as it is called now.
    fields: Mapping[str, Mapping[str, str]]

    def path(self, resource: Resource, steps: Sequence[Field], field: Field) -> tuple[str, ...]:
        """The fields that lead from a list of before to one that it looks at."""
        here = self.resources.get(resource.name, str(resource.name))
        found = []
        for each in (*steps, field):
            found.append(self.fields.get(here, {}).get(each.name, str(each.name)))
            if each.reference:
                there = str(each.reference.resource)
                here = self.resources.get(there, there)
        return tuple(found)


# Where everything is called what it is.
TODAY = Names({}, {})


def with_lists_across(
    changes: Iterable[Change], resources: Iterable[Resource], refused: int
) -> Iterator[Change]:
    """These changes, with what lists notice of them that look at the field across references."""
    looked = {
        f"{there}.{field.name}"
        for resource in resources
        for there, field, _ in _looked_at(resource)
    }
    for change in changes:
        if change.subject not in looked:
            yield change
            continue
        found = (effect for each in resources for effect in _noticed(change, each, refused))
        yield replace(change, effects=(*change.effects, *found))


def _noticed(change: Change, resource: Resource, refused: int) -> Iterator[Effect]:
    """What the lists of a resource notice."""
    operations, by = Operations(resource), resource.sort_by.name
    filters, sorts = list[str](), list[str]()
    compared = False
    for there, field, used in _looked_at(resource):
        if change.subject != f"{there}.{field.name}":
            continue
        if isinstance(used, OperatorFilter):
            filters.append(f"`{used.name}`")
            compared |= used.field.name == field.name and used.operator in ("eq", "ne", "in", "nin")
        else:
            sorts.append(f"`{by}={used}`")
    if filters and change.rule in _FILTERS:
        yield Effect(operations.lists, f"{_listed(filters)}: {_FILTERS[change.rule]}")
    if compared and change.rule in _OF_VALUES:
        yield Effect(operations.lists, f"{_listed(filters)} '{change.detail[0]}': {refused}")
    if sorts and change.rule in _SORTS:
        yield Effect(operations.of("list"), f"{_listed(sorts)}: {_SORTS[change.rule]}")


def _looked_at(resource: Resource) -> Iterator[tuple[str, Field, OperatorFilter | str]]:
    """The fields that a list's filters and sorts look at, with their resources; sorts by name."""
    for filter_ in resource.operator_filters:
        for there, field in _fields(resource, filter_):
            yield there, field, filter_
    for key in resource.sort_keys:
        for each in key.fields:
            for there, field in _fields(resource, each):
                yield there, field, str(key.name)


def _fields(resource: Resource, used: OperatorFilter | SortField) -> Iterator[tuple[str, Field]]:
    """The references on the way, and the field at its end, where there is a way."""
    here = str(resource.name)
    for field in (*used.steps, used.field) if used.steps else ():
        yield here, field
        if field.reference:
            here = str(field.reference.resource)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))
