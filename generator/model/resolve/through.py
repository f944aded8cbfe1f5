"""The pass over rows that have no owner of their own: they are owned through what they refer to."""

from generator.language import Document, spec
from generator.model import names
from generator.model.resolve.references import Targets, hops, owned_through
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resource import Owner


def resolve_through(
    resource: str, declared: spec.Resource, column: str, targets: Targets, report: Report
) -> Owner:
    """The reference by which a row has the owner of another one."""
    place = report.at("owner", "through")
    field = declared.fields.get(column)
    if field is None:
        references = [name for name, each in declared.fields.items() if each.type == "ref"]
        hint = did_you_mean(column, references) or "a field of type ref that each row has"
        place.error("E401", f"there is no field '{column}'", hint=hint)
    elif field.type != "ref":
        place.error(
            "E517",
            f"'{column}' refers to no row whose owner could be the row's own",
            hint="a field of type ref, or the name of a column: owner: user_id",
        )
    elif not field.required:
        kept = " and on_delete: cascade or restrict" if field.on_delete == "set_null" else ""
        report.at("fields", column).error(
            "E517",
            f"a row without '{column}' would be nobody's",
            hint=f"required: true{kept}",
            of="key",
        )
    elif field.access == "write_only":
        report.at("fields", column, "access").error(
            "E517",
            f"'{column}' says whose a row is, so answers have it",
            hint="remove 'access', or make it create_only",
        )
    return Owner(names.Column(column), None, hops(resource, targets))


def check_owners(document: Document, targets: Targets, report: Report) -> None:
    """Each way leads to a resource with an owner of its own."""
    reported: set[str] = set()
    for name in document.resources:
        way = owned_through(name, targets)
        if name not in way or reported & set(way):
            continue
        reported |= set(way)
        told = ", which is ".join(f"owned through '{each}'" for each in way)
        report.at(name, "owner", "through").error(
            "E518",
            f"nobody owns these rows: '{name}' is {told}",
            hint="one of them needs a column for its owner: owner: user_id",
        )
