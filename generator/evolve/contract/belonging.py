"""What changes for clients in what belongs to the rows of a resource."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.evolve.changes import Change
from generator.evolve.contract.fields import field_renames
from generator.evolve.contract.operations import Operations, of_resource
from generator.model.fields import Field
from generator.model.intents import Intents
from generator.model.marks import Marked
from generator.model.names import Column
from generator.model.relations import Count, HasMany
from generator.model.resource import Resource, Route

_ROUTES: tuple[Route, ...] = ("list", "create")


def as_now(
    resource: Resource,
    before: Mapping[str, Resource],
    after: Mapping[str, Resource],
    intents: Intents,
) -> Resource:
    """A resource as it was, but what it says of others under their names of now.

    `before` and `after` are the resources by their names of now.
    """
    there = {str(old.name): (old, after[name]) for name, old in before.items() if name in after}

    def column_now(resource: str, column: str) -> Column:
        old, new = there[resource]
        return Column(field_renames(old, new, intents).get(column, column))

    def field_now(field: Field) -> Field:
        told = field.attached
        if told is None or told.resource not in there:
            return field
        new = there[told.resource][1]
        if isinstance(told, Count):
            by = column_now(told.resource, told.by)
            return replace(field, attached=Count(new.name, new.folder, by))
        by = column_now(told.resource, told.refers)
        return replace(field, attached=Marked(new.name, new.folder, by))

    def many_now(many: HasMany) -> HasMany:
        if many.resource not in there:
            return many
        new = there[many.resource][1]
        by = column_now(many.resource, many.by)
        return replace(many, resource=new.name, folder=new.folder, by=by)

    return replace(
        resource,
        attached=tuple(map(field_now, resource.attached)),
        has_many=tuple(map(many_now, resource.has_many)),
    )


def nested_changes(old: Resource, new: Resource) -> Iterator[Change]:
    """Routes below rows that came, went or are about other rows."""
    before = {str(many.name): many for many in old.nests}
    after = {str(many.name): many for many in new.nests}
    operations = Operations(new)
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        gone = was.nested if was else None
        there = now.nested if now else None
        for route in _ROUTES:
            if gone and route in gone.routes and not (there and route in there.routes):
                pair = ((Operations(old).nested(gone, route),), "404, or 405")
                text = f"route {route} of {name} removed"
                yield of_resource(new, "remove_route", text, pair, name, route)
            elif there and route in there.routes and not (gone and route in gone.routes):
                pair = ((operations.nested(there, route),), "new")
                text = f"route {route} of {name} added"
                yield of_resource(new, "add_route", text, pair, name, route)
        if was and now and gone and there and (was.resource, was.by) != (now.resource, now.by):
            kept = [route for route in _ROUTES if route in gone.routes and route in there.routes]
            text = f"{name} are those of {now.resource} by `{now.by}`"
            pair = ((operations.nested(there, *kept),), "other rows")
            yield of_resource(new, "change_nested", text, pair if kept else None, name)
