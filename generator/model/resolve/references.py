"""The pass over references: fields that hold the key of another row that the owner reads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.language import Document, spec
from generator.language.style import Case
from generator.language.words import TypeName
from generator.model import names
from generator.model.fields import Field, Hop, Reference
from generator.model.resolve.json_names import resolve_case, resolve_json_name
from generator.model.resolve.own_rows import check_other, check_own
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.routes import Naming
from generator.model.resource import Resource

# What compares keys: which of two comes first means nothing.
COMPARED = ("eq", "ne", "in", "nin", "is_null")
# Words that a field with the key of another row can't have, and why.
_CONTRADICTIONS = {
    "default": "each owner refers to rows of their own",
    "example": "each owner refers to rows of their own",
    "backfill": "each owner refers to rows of their own",
}
# The type of a key that isn't declared as it must be, which is reported there.
_USUAL: TypeName = "uuid"


@dataclass(frozen=True, slots=True)
class Target:
    """A resource as those know it that refer to it."""

    naming: Naming
    owner: names.Column
    key: names.Column
    type: TypeName
    # What clients call the key.
    known_as: str
    # The resources that it must refer to.
    needs: tuple[str, ...]
    # Whether everybody reads its rows.
    public: bool
    # Whether each owner has one row at most.
    single: bool
    # The resource whose rows' owners its own rows have, where they have none by themselves.
    through: str | None


Targets = Mapping[str, Target]


def resolve_targets(document: Document, namings: Mapping[str, Naming]) -> Targets:
    """Every resource that may be referred to."""
    return {
        name: _target(resource, namings[name], resolve_case(document, resource))
        for name, resource in document.resources.items()
    }


def _target(resource: spec.Resource, naming: Naming, case: Case) -> Target:
    owner = names.Column(resource.owner_column or "user_id")
    parent = resource.fields.get(resource.through or "")
    through = parent.to if parent else None
    needs = tuple(
        field.to for field in resource.fields.values() if field.to is not None and field.required
    )
    for name, field in resource.fields.items():
        if field.key and field.type != "ref" and field.type != "many":
            public = resolve_json_name(name, field.name, case) or name
            column = names.Column(name)
            return Target(
                naming,
                owner,
                column,
                field.type,
                public,
                needs,
                resource.public,
                resource.single,
                through,
            )
    column, single = names.Column("id"), resource.single
    return Target(naming, owner, column, _USUAL, "id", needs, resource.public, single, through)


def hops(resource: str, targets: Targets) -> tuple[Hop, ...]:
    """The rows between those of a resource and their owner."""
    return tuple(
        Hop(targets[each].naming.table, targets[each].key, targets[each].owner)
        for each in owned_through(resource, targets)
    )


def owned_through(resource: str, targets: Targets) -> list[str]:
    """The resources on the way to the owner of a row; where it's a circle, once each."""
    found: list[str] = []
    target = targets.get(resource)
    while target and target.through in targets and target.through not in found:
        found.append(target.through or "")
        target = targets[found[-1]]
    return found


def key_type(field: spec.Field, targets: Targets) -> TypeName:
    """The type of a field: that of a reference is the one of the key that it holds."""
    if field.type != "ref" and field.type != "many":
        return field.type
    target = targets.get(field.to or "")
    return target.type if target else _USUAL


def resolve_reference(
    resource: str, name: str, field: spec.Field, targets: Targets, report: Report
) -> Reference | None:
    """What a field refers to, if it is a reference."""
    if field.type != "ref":
        return None
    for word, reason in _CONTRADICTIONS.items():
        if word in field.model_fields_set:
            report.at(word).error(
                "E320",
                f"'{word}' has no meaning beside 'ref': {reason}",
                hint=f"remove '{word}'",
                of="key",
            )
    if field.to is None:
        report.error(
            "E320", "a reference needs the resource that it refers to", hint="to: Project", of="key"
        )
    elif field.to not in targets:
        report.at("to").error(
            "E321", f"there is no resource '{field.to}'", hint=did_you_mean(field.to, targets)
        )
    _check_on_delete(name, field, report)
    if field.to in targets and field.to != resource and "circles" in field.model_fields_set:
        report.at("circles").error(
            "E324",
            f"'circles' has no meaning here: only {resource} itself could lead back to {resource}",
            hint="remove 'circles'",
            of="key",
        )
    target = targets.get(field.to or "")
    if target is None or field.on_delete is None:
        return None
    if field.to == resource and target.single and not target.public:
        check_other(name, target.naming, report)
    naming = target.naming
    labels = names.words(naming.items)
    own = targets[resource]
    # What says whose a row is, is the owner's own, whoever reads it.
    public = target.public and not (own.through and own.owner == name)
    one = names.with_article(names.words(naming.item)) if public else f"one of your {labels}"
    if field.own:
        check_own(name, field, naming, report, single=target.single)
        one = f"the owner's {names.words(naming.item)}"
    return Reference(
        resource=names.ClassName(field.to or ""),
        folder=naming.folder,
        table=naming.table,
        key=target.key,
        owner=target.owner,
        labels=labels,
        meaning=f"the {target.known_as} of {one}",
        on_delete=field.on_delete,
        circular=resource in _needed(field.to or "", targets),
        public=public,
        circles=field.circles,
        hops=hops(field.to or "", targets),
        single=target.single,
        own=field.own,
    )


def _needed(name: str, targets: Targets) -> set[str]:
    """A resource, and all that its rows must refer to, whatever lies between."""
    found, left = set[str](), [name]
    while left:
        resource = left.pop()
        if resource in targets and resource not in found:
            found.add(resource)
            left += targets[resource].needs
    return found


def _check_on_delete(name: str, field: spec.Field, report: Report) -> None:
    if field.on_delete is None:
        kept = "" if field.required else "set_null, "
        report.error(
            "E320",
            f"a reference must say what becomes of the row when the one that '{name}' refers to "
            "is deleted",
            hint=f"on_delete: {kept}cascade or restrict",
            of="key",
        )
    elif field.on_delete == "set_null" and field.required:
        report.at("on_delete").error(
            "E320",
            f"'{name}' is required, so it can't become null",
            hint="cascade or restrict, or remove 'required'",
        )


def check_circles(resources: Iterable[Resource | None], report: Report) -> None:
    """Rows that must refer to each other in a circle: none of them could be the first."""
    there = [resource for resource in resources if resource is not None]
    needs = {
        str(resource.name): [(field, reference) for field, reference in references(resource.fields)]
        for resource in there
    }
    owners = {str(resource.name): resource.through for resource in there}
    reported: set[str] = set()
    for name in needs:
        way = _way_back(name, needs)
        if way is None or reported & {resource for resource, _ in way}:
            continue
        reported |= {resource for resource, _ in way}
        # Those by which rows are owned can't be null; owners in a circle are refused by themselves.
        free = [(each, field) for each, field in way if field is not owners[each]]
        if not free:
            continue
        place, field = free[0]
        row, *others = (
            names.with_article(names.words(names.snake(resource)))
            for resource in [*(resource for resource, _ in way), name]
        )
        report.at(place, "fields", field.name, "required").error(
            "E322",
            f"no row could be the first: {row} needs {', which needs '.join(others)}",
            hint=f"let one of them be null: remove 'required' from '{field.name}'",
            of="key",
        )


def _way_back(
    start: str, needs: Mapping[str, list[tuple[Field, Reference]]]
) -> list[tuple[str, Field]] | None:
    """The shortest way from a resource to itself over references that every row must have."""
    ways: list[list[tuple[str, Field]]] = [
        [(start, field)] for field, reference in needs[start] if field.required
    ]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        resource, field = way[-1]
        there = str(field.reference.resource) if field.reference else resource
        if there == start:
            return way
        if there not in seen:
            seen.add(there)
            ways += [[*way, (there, then)] for then, _ in needs.get(there, ()) if then.required]
    return None


def references(fields: Iterable[Field]) -> Iterator[tuple[Field, Reference]]:
    """The fields that refer to something, and to what."""
    return ((field, field.reference) for field in fields if field.reference is not None)
