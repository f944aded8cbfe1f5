"""What changes for clients where rows refer to rows of their own kind."""

from collections.abc import Iterator

from generator.evolve import said
from generator.evolve.changes import Change, Effect
from generator.evolve.contract.operations import Operations
from generator.model.fields import Field, Reference
from generator.model.names import sql_identifier
from generator.model.resource import Resource


def circle_changes(
    was: Reference, now: Reference, field: Field, resource: Resource, refused: int
) -> Iterator[Change]:
    """Whether rows may be their own ancestors; `refused` is the status where they may not."""
    operations = Operations(resource)
    writing = (
        *(operations.of("put", "patch") if field.changeable else ()),
        *operations.giving(field.public),
    )
    if was.circles == now.circles or not writing:
        return
    place, subject = said.field_place(resource.name, field.name), f"{resource.name}.{field.name}"
    leading_back = f"with `{field.public}` that leads back to the row itself"
    if now.circles:
        effect = Effect(writing, f"{leading_back} is taken")
        text = "rows may refer to each other in a circle"
        yield Change("allow_circles", place, subject, text, effects=(effect,))
    else:
        effects = (
            Effect(writing, f"{leading_back}: {refused}"),
            Effect((), f"rows in a circle stay until they are changed: {_find(field, resource)}"),
        )
        text = "rows may not refer to each other in a circle any more"
        yield Change("refuse_circles", place, subject, text, effects=effects)


def _find(field: Field, resource: Resource) -> str:
    """The query that finds the rows that are their own ancestors."""
    table, key, above = map(sql_identifier, (resource.table.name, resource.key.name, field.name))
    return (
        f"WITH RECURSIVE _above (low, high) AS (SELECT {key}, {above} FROM {table} "
        f"UNION SELECT _above.low, _row.{above} FROM _above "
        f"JOIN {table} _row ON _row.{key} = _above.high) "
        f"SELECT low FROM _above WHERE low = high"
    )
