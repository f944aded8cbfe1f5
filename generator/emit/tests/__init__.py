"""What the emitted tests try: values on both sides of each rule, and rows that tell apart."""

from generator.emit.tests import (
    access,
    across,
    actions,
    belonging,
    bodies,
    endings,
    expansions,
    following,
    links,
    lists,
    marks,
    numbers,
    own_rows,
    parents,
    routes,
    uniques,
    values,
)

FILTERS = (
    access.FILTERS
    | across.FILTERS
    | actions.FILTERS
    | belonging.FILTERS
    | bodies.FILTERS
    | endings.FILTERS
    | expansions.FILTERS
    | following.FILTERS
    | links.FILTERS
    | lists.FILTERS
    | marks.FILTERS
    | numbers.FILTERS
    | own_rows.FILTERS
    | parents.FILTERS
    | routes.FILTERS
    | uniques.FILTERS
    | values.FILTERS
)
