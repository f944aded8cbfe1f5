"""What changes for clients in the stats of a resource."""

from collections.abc import Iterator, Mapping

from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations, of_resource
from generator.model.resource import Resource
from generator.model.stats import Stat


def stat_changes(old: Resource, new: Resource, fields: Mapping[str, str]) -> Iterator[Change]:
    """Stats that came, went or tell something else; `fields` are the new names of old fields."""
    before = {stat.name: stat for stat in old.stats}
    after = {stat.name: stat for stat in new.stats}
    for name, stat in before.items():
        if name not in after:
            operation = Operations(old).stat(stat)
            yield of_resource(
                new, "remove_stat", f"stat {name} removed", ((operation,), "404"), name
            )
            continue
        operation = Operations(new).stat(after[name])
        was, now = _groups(stat, fields), _groups(after[name], {})
        lost = [told for told in _numbers(stat, fields) if told not in _numbers(after[name], {})]
        gained = [told for told in _numbers(after[name], {}) if told not in _numbers(stat, fields)]
        differences = []
        if was != now:
            differences.append(f"groups by {' and '.join(now)}" if now else "has no groups")
        differences += _renamed(stat, new, fields)
        if lost:
            differences.append(f"doesn't tell {', '.join(lost)} any more")
        if text := " and ".join(differences):
            yield of_resource(new, "change_stat", f"stat {name} {text}", ((operation,), text), name)
        if gained:
            text = f"tells {', '.join(gained)}, too"
            yield of_resource(new, "extend_stat", f"stat {name} {text}", ((operation,), text), name)
    for name, stat in after.items():
        if name not in before:
            operation = Operations(new).stat(stat)
            yield of_resource(new, "add_stat", f"stat {name} added", ((operation,), "new"), name)


def _renamed(stat: Stat, new: Resource, fields: Mapping[str, str]) -> list[str]:
    """Names that end at once, though the field keeps its old one: stats have the new name only."""
    there = {str(field.name): field for field in new.fields}
    used = [*(group.field for group in stat.groups), *(told.field for told in stat.measures)]
    public = {str(field.name): field.public for field in used if field is not None}
    return [
        f"calls `{was}` `{now.public}`"
        for name, was in public.items()
        if (now := there.get(fields.get(name, name))) and now.alias and now.public != was
    ]


def _groups(stat: Stat, fields: Mapping[str, str]) -> list[str]:
    names = [(fields.get(group.field.name, group.field.name), group.by) for group in stat.groups]
    return [f"the {by} of `{name}`" if by else f"`{name}`" for name, by in names]


def _numbers(stat: Stat, fields: Mapping[str, str]) -> list[str]:
    told = []
    for measure in stat.measures:
        name = "" if measure.field is None else fields.get(measure.field.name, measure.field.name)
        told.append(f"the {measure.operation} of `{name}`" if name else "the count")
    return told
