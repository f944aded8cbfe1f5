"""The pass over expansions: rows of other resources in answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from generator.language import spec
from generator.language.relations import ExpandMany, ExpandOne
from generator.language.style import Case
from generator.model import names
from generator.model.expansions import Expansion
from generator.model.fields import Field
from generator.model.relations import HasMany
from generator.model.resolve.fields import check_name
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.visibility import check_shown
from generator.model.resource import Resource


def resolve_expansions(
    declared: spec.Resource,
    fields: Mapping[str, Field],
    every: Iterable[Field],
    has_many: Iterable[HasMany],
    key: Field | None,
    case: Case,
    report: Report,
) -> tuple[Expansion, ...]:
    """Everything that answers may hold beside their rows; `every` are all fields that they have."""
    taken = _names_of(every)
    found: list[Expansion] = []
    for place, expansion in (
        *_single(declared, fields, case, report.at("fields")),
        *_several(declared, has_many, key, case, report.at("has_many")),
    ):
        if {str(expansion.name), str(expansion.attribute)} & taken:
            place.error(
                "E535",
                f"answers have a '{expansion.name}' already",
                hint="another name for it",
                of="value" if expansion.most is None else "key",
            )
        taken |= {str(expansion.name), str(expansion.attribute)}
        found.append(expansion)
    # In the order of answers.
    return tuple(sorted(found, key=lambda expansion: not expansion.always))


def _names_of(fields: Iterable[Field]) -> set[str]:
    """What fields are called, in Python and by clients, now and before."""
    found = set[str]()
    for field in fields:
        found |= {str(field.name), field.public}
        if field.alias is not None:
            found |= {str(field.alias.name), str(field.alias.attribute)}
    return found


def _single(
    declared: spec.Resource, fields: Mapping[str, Field], case: Case, report: Report
) -> Iterable[tuple[Report, Expansion]]:
    """The rows that fields refer to."""
    for name, field in fields.items():
        expand, reference = declared.fields[name].expanded, field.reference
        if expand is None or reference is None:
            continue
        place = report.at(name, "expand")
        if isinstance(declared.fields[name].expand, ExpandOne):
            place = place.at("as")
        check_name(expand.as_, place)
        check_shown(field, "its row in answers", report.at(name, "expand"), of="key")
        label = names.words(names.snake(reference.resource))
        yield (
            place,
            Expansion(
                name=_public(expand.as_, case),
                attribute=names.Identifier(expand.as_),
                description=f"The {label} that `{field.public}` refers to, if there is one "
                "that the caller reads.",
                resource=reference.resource,
                folder=reference.folder,
                by=field.name,
                key=reference.key,
                always=expand.always,
            ),
        )


def _several(
    declared: spec.Resource,
    has_many: Iterable[HasMany],
    key: Field | None,
    case: Case,
    report: Report,
) -> Iterable[tuple[Report, Expansion]]:
    """The rows that refer to a row."""
    for many in has_many:
        expand = declared.has_many[many.name].expanded
        if expand is None or key is None:
            continue
        yield (
            report.at(many.name),
            Expansion(
                name=_public(many.name, case),
                attribute=many.name,
                description=_said(many, expand),
                resource=many.resource,
                folder=many.folder,
                by=many.by,
                key=key.name,
                always=False,
                most=expand.max,
                sort=expand.sort,
            ),
        )


def _said(many: HasMany, expand: ExpandMany) -> str:
    order = f", sorted by `{expand.sort}`" if expand.sort else ""
    return f"Its {names.words(many.name)} that the caller reads{order}: {expand.max} at most."


def _public(name: str, case: Case) -> names.PublicName:
    return resolve_json_name(name, None, case) or names.PublicName(name)


def finish_expansions(
    resources: Sequence[Resource | None], report: Report
) -> list[Resource | None]:
    """The same resources, once what their answers hold is known: how it is sorted."""
    others = {str(resource.name): resource for resource in resources if resource is not None}
    return [
        resource and replace(resource, expansions=tuple(_finished(resource, others, report)))
        for resource in resources
    ]


def _finished(
    resource: Resource, others: Mapping[str, Resource], report: Report
) -> Iterable[Expansion]:
    below = {route for nested in resource.below for route in nested.routes}
    answers = bool(resource.actions or below or set(resource.routes) - {"delete"})
    asked = bool({"list", "read"} & {*resource.routes, *below})
    for expansion in resource.expansions:
        other = others.get(expansion.resource)
        if other is None:
            continue
        place = _place(resource, expansion, report)
        if not (answers if expansion.always else asked):
            place.error(
                "E536",
                f"no answer would hold '{expansion.name}': there is neither list nor read",
                hint="routes: [list, read, ...]",
                of="key",
            )
        if not {"list", "read"} & set(other.routes):
            place.error(
                "E536",
                f"answers would tell what no route of {other.name} does: its rows",
                hint=f"let {other.name} have a list, or a read",
                of="key",
            )
        if expansion.always and (stale := _stale(resource, expansion, other)):
            place.error(
                "E537",
                f"{stale}: an answer to a write would tell what was true before it",
                hint="let answers have it where it is asked for: without 'always'",
                of="key",
            )
        yield _sorted(expansion, other, place)


def _stale(resource: Resource, expansion: Expansion, other: Resource) -> str | None:
    """Why a row in an answer isn't what it is after the write: a statement doesn't see its own."""
    between = {field.link.through for field in resource.links if field.link} - {None}
    for told in other.attached:
        if told.attached and told.attached.resource in {resource.name, *between}:
            return f"{other.name} counts the rows of {told.attached.resource}"
        if told.link and told.link.through in between:
            return f"{other.name} lists '{told.public}' through {told.link.through}, too"
    reference = next(field.reference for field in resource.fields if field.name == expansion.by)
    if other.name == resource.name and reference and reference.circles:
        return f"a {resource.label} may refer to itself"
    return None


def _sorted(expansion: Expansion, other: Resource, place: Report) -> Expansion:
    if expansion.most is None:
        return expansion
    # What would be looked at across references from rows in answers isn't.
    known: Collection[str] = [str(key.name) for key in other.sort_keys if not key.looks_across]
    if expansion.sort is None:
        default = str(other.default_sort or "")
        return replace(expansion, sort=default if default.removeprefix("-") in known else None)
    if expansion.sort.removeprefix("-") not in known:
        place.at("sort").error(
            "E536",
            f"lists of {other.name} have no sort '{expansion.sort}' by fields of their own",
            hint=did_you_mean(expansion.sort, known) or f"declare it: {other.name} has no 'sort'",
        )
    return expansion


def _place(resource: Resource, expansion: Expansion, report: Report) -> Report:
    if expansion.most is None:
        return report.at(resource.name, "fields", expansion.by, "expand")
    return report.at(resource.name, "has_many", expansion.attribute, "expand")
