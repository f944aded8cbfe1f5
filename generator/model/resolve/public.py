"""The pass over rows that everybody reads: what would tell more than they do, or can't be read."""

from collections.abc import Iterable

from generator.model.resolve.references import references
from generator.model.resolve.report import Report
from generator.model.resource import Resource


def check_public(
    resources: Iterable[Resource | None], user_path: str | None, report: Report
) -> None:
    """Whether everybody can read such rows, and finds in them nothing that is only its owner's."""
    there = [resource for resource in resources if resource is not None]
    public = {resource.name for resource in there if resource.public}
    for resource in there:
        if not resource.public:
            continue
        place = report.at(resource.name)
        if user_path:
            place.at("access", "read").error(
                "E515",
                "paths carry the caller's id, and whoever reads without a token has none",
                hint="remove api.user_path, or 'access'",
            )
        for field, reference in references(resource.fields):
            if field.shown and reference.resource not in public:
                place.at("fields", field.name).error(
                    "E516",
                    f"everybody would read in '{field.name}' which {reference.labels} there are: "
                    "those are read by their owners only",
                    hint="hide it (access: write_only), or let everybody read "
                    f"{reference.labels}, too",
                    of="key",
                )
        for field in resource.links:
            if field.link and not field.link.public:
                place.at("fields", field.link.name).error(
                    "E516",
                    f"everybody would read in '{field.public}' which rows of "
                    f"{field.link.resource} there are: those are read by their owners only",
                    hint=f"let everybody read {field.link.resource}, too",
                    of="key",
                )
