"""How parts of the model are written in Python: the functions that templates print with."""

from generator.emit.python import (
    across,
    actions,
    bodies,
    circles,
    endings,
    lists,
    literals,
    own_rows,
    references,
    routes,
    tables,
)

FILTERS = (
    across.FILTERS
    | actions.FILTERS
    | bodies.FILTERS
    | circles.FILTERS
    | endings.FILTERS
    | lists.FILTERS
    | literals.FILTERS
    | own_rows.FILTERS
    | references.FILTERS
    | routes.FILTERS
    | tables.FILTERS
)
