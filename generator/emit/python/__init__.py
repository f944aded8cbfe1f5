"""How parts of the model are written in Python: the functions that templates print with."""

from generator.emit.python import actions, bodies, endings, lists, literals, routes, tables

FILTERS = (
    actions.FILTERS
    | bodies.FILTERS
    | endings.FILTERS
    | lists.FILTERS
    | literals.FILTERS
    | routes.FILTERS
    | tables.FILTERS
)
