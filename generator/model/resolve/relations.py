"""The pass over what belongs to a row: the rows of another resource that refer to it."""

from collections.abc import Mapping

from generator.language import Document, spec
from generator.language.relations import HasMany as Declared
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field
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


def resolve_counts(
    resource: str, declared: Mapping[str, Declared], known: tuple[HasMany, ...], case: Case
) -> tuple[Field, ...]:
    """What answers tell of how many there are."""
    return tuple(_count(resource, many, case) for many in known if declared[many.name].count)


def _count(resource: str, many: HasMany, case: Case) -> Field:
    name = f"{many.name}_count"
    return Field(
        name=names.Column(name),
        type="int",
        description=f"How many {names.words(many.name)} of it there are that the caller reads.",
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
        attached=Count(many.resource, many.folder, many.by),
    )
