"""The pass over what belongs to a row: the rows of another resource that refer to it."""

from collections.abc import Mapping

from generator.language import Document, spec
from generator.language.relations import HasMany as Declared
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field, FieldType
from generator.model.marks import Marked
from generator.model.relations import Count, HasMany
from generator.model.resolve.fields import check_name
from generator.model.resolve.json_names import resolve_json_name
from generator.model.resolve.references import Targets
from generator.model.resolve.report import Report, did_you_mean


def resolve_has_many(
    resource: str,
    declared: Mapping[str, Declared],
    document: Document,
    targets: Targets,
    report: Report,
) -> tuple[HasMany, ...]:
    """Everything that belongs to a row, in the order of the spec."""
    found = []
    for name, many in declared.items():
        place = report.at(name)
        check_name(name, place)
        if many.mine is not None:
            check_name(many.mine, place.at("mine"))
        other = document.resources.get(many.of)
        if other is None:
            place.at("of").error(
                "E530",
                f"there is no resource '{many.of}'",
                hint=did_you_mean(many.of, document.resources),
            )
            continue
        if not _refers(other.fields.get(many.by), resource):
            references = [each for each, field in other.fields.items() if _refers(field, resource)]
            place.at("by").error(
                "E530",
                f"'{many.by}' of {many.of} doesn't refer to {resource}",
                hint=did_you_mean(many.by, references)
                or f"add a field to {many.of}: {{type: ref, to: {resource}, on_delete: ...}}",
            )
            continue
        found.append(
            HasMany(
                names.Identifier(name),
                names.ClassName(many.of),
                targets[many.of].naming.folder,
                names.Column(many.by),
            )
        )
    return tuple(found)


def _refers(field: spec.Field | None, resource: str) -> bool:
    return field is not None and field.type == "ref" and field.to == resource


def resolve_told(
    resource: str, declared: Mapping[str, Declared], known: tuple[HasMany, ...], case: Case
) -> tuple[Field, ...]:
    """What answers tell of them: how many there are, and whether one is the caller's own."""
    found = []
    for many in known:
        if declared[many.name].count:
            found.append(_count(resource, many, case))
        if mine := declared[many.name].mine:
            found.append(_mine(resource, mine, many, case))
    return tuple(found)


def _count(resource: str, many: HasMany, case: Case) -> Field:
    return _field(
        resource,
        f"{many.name}_count",
        "int",
        f"How many {names.words(many.name)} of it there are that the caller reads.",
        Count(many.resource, many.folder, many.by),
        case,
    )


def _mine(resource: str, name: str, many: HasMany, case: Case) -> Field:
    return _field(
        resource,
        name,
        "bool",
        f"Whether one of its {names.words(many.name)} is the caller's own.",
        Marked(many.resource, many.folder, many.by),
        case,
    )


def _field(
    resource: str, name: str, kind: FieldType, meaning: str, attached: Count | Marked, case: Case
) -> Field:
    return Field(
        name=names.Column(name),
        type=kind,
        description=meaning,
        example=None,
        nullable=False,
        required=False,
        default=None,
        writable=False,
        stamp=None,
        minimum=None,
        maximum=None,
        pattern=None,
        trim=False,
        precision=None,
        scale=None,
        members=(),
        value_class=names.class_of(resource, name),
        alias=None,
        deprecation=None,
        json_name=resolve_json_name(name, None, case),
        attached=attached,
    )
