"""The pass over references that lists look across: the fields of the rows there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import get_args

from generator.diagnostics import Part
from generator.language.words import OperatorName
from generator.model import names
from generator.model.fields import Deprecation, Field
from generator.model.lists import OperatorFilter
from generator.model.resolve.endings import earliest, under_old_names
from generator.model.resolve.report import Report, did_you_mean, find_field
from generator.model.resolve.visibility import check_shown

# How many references may follow each other.
MAX_STEPS = 8

Fields = Mapping[str, Field]
# By resource.
Others = Mapping[str, Fields]


@dataclass(frozen=True, slots=True)
class Found:
    """A field of a list's rows, or of rows that references lead to from there."""

    field: Field
    steps: tuple[Field, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that lead there."""
        return (*(step.relation for step in self.steps), str(self.field.name))

    @property
    def name(self) -> str:
        """What the spec calls it."""
        return ".".join(self.parts)

    @property
    def nullable(self) -> bool:
        """Whether a row may have no value there."""
        return any(each.nullable for each in (*self.steps, self.field))


def find(
    name: str, fields: Fields, others: Others, what: str, report: Report, *, of: Part = "value"
) -> Found | None:
    """The field of this name, which may stand behind references; that there is none is a mistake.

    `what` asks for it.
    """
    *relations, last = name.split(".")
    if not relations:
        field = find_field(name, fields, report, of=of)
        return Found(field) if field else None
    if len(relations) > MAX_STEPS:
        report.error("E417", f"'{name}' leads over more than {MAX_STEPS} references", of=of)
        return None
    steps: list[Field] = []
    here = ""
    for relation in relations:
        step = _step(relation, fields, here, report, of)
        if step is None or step.reference is None:
            return None
        check_shown(step, what, report, of=of)
        steps.append(step)
        resource = str(step.reference.resource)
        fields, here = others[resource], f" in {resource}"
    field = fields.get(last)
    if field is None:
        report.error(
            "E401", f"there is no field '{last}'{here}", hint=did_you_mean(last, fields), of=of
        )
        return None
    return Found(field, tuple(steps))


def _step(relation: str, fields: Fields, here: str, report: Report, of: Part) -> Field | None:
    """The reference that leads to rows of this name."""
    references = [field for field in fields.values() if field.reference is not None]
    found = [field for field in references if field.relation == relation]
    if len(found) == 1:
        return found[0]
    known = dict.fromkeys(field.relation for field in references)
    if found:
        message = f"'{relation}' may be {' or '.join(field.name for field in found)}"
        report.error("E417", message, hint="another name for one of them", of=of)
    elif relation in fields:
        own = fields[relation]
        hint = did_you_mean(relation, known)
        if own.reference is not None:
            message = f"the row that '{relation}' refers to is called '{own.relation}'"
            hint = f"did you mean '{own.relation}'?"
        else:
            message = f"'{relation}' is no reference, so it leads to no other row"
        report.error("E417", message, hint=hint, of=of)
    else:
        report.error(
            "E401",
            f"there is no reference '{relation}'{here}",
            hint=did_you_mean(relation, known),
            of=of,
        )
    return None


def filter_across(
    found: Found, operator: OperatorName, ending: Deprecation | None
) -> OperatorFilter:
    """The filter of a field that references lead to."""
    parts = (*(step.public_relation for step in found.steps), found.field.public)
    return OperatorFilter(
        name=names.under(".".join(parts), operator),
        field=found.field,
        operator=operator,
        renamed=None,
        deprecation=earliest(
            ending, found.field.deprecation, *(step.deprecation for step in found.steps)
        ),
        steps=found.steps,
    )


def under_all_names(filters: Iterable[OperatorFilter]) -> tuple[OperatorFilter, ...]:
    """These filters, and those that they were before fields were renamed."""
    every = tuple(filters)
    own = [filter_ for filter_ in every if not filter_.steps]
    across = [old for filter_ in every if filter_.steps for old in _old(filter_)]
    return (*every, *under_old_names(own), *across)


def _old(filter_: OperatorFilter) -> Iterator[OperatorFilter]:
    """A filter across references by the old names of the fields on its way, in all mixtures."""
    ways = [_called(step, relation=True) for step in filter_.steps]
    every = product(*ways, _called(filter_.field, relation=False))
    for called in [*every][1:]:
        yield replace(
            filter_,
            name=names.under(".".join(each.public for each in called), filter_.operator),
            renamed=filter_.name,
            deprecation=earliest(*(each.deprecation for each in called), filter_.deprecation),
            old_attribute=names.Identifier(
                names.under(names.across(*(each.attribute for each in called)), filter_.operator)
            ),
        )


@dataclass(frozen=True, slots=True)
class _Called:
    """A part of a filter's name, and of its attribute."""

    public: str
    attribute: str
    deprecation: Deprecation | None = None


def _called(field: Field, *, relation: bool) -> list[_Called]:
    """What a field is called, and was before."""
    name = names.relation if relation else str
    found = [_Called(name(field.public), name(field.name))]
    if field.alias is not None:
        attribute = str(field.alias.attribute)
        if attribute in OPERATORS:
            attribute = names.before(field.name)
        found.append(_Called(name(field.alias.name), name(attribute), field.alias.deprecation))
    return found


# What stands behind two underscores in the attributes of filters.
OPERATORS = frozenset(get_args(OperatorName))
