"""The pass over deletes: rows that only their owners read refuse nobody else one."""

from collections.abc import Iterable

from generator.model.fields import Reference
from generator.model.resolve.references import references
from generator.model.resolve.report import Report
from generator.model.resource import Resource


def check_deletes(resources: Iterable[Resource | None], report: Report) -> None:
    """Whether who deletes their own row sees everything that could refuse it."""
    there = [resource for resource in resources if resource is not None]
    deleted = _deleted(there)
    swept = _swept(there, deleted)
    for resource in there:
        for field, reference in references(resource.fields):
            if resource.public or reference.on_delete != "restrict":
                continue
            if not _goes_with_others(reference, deleted, swept):
                continue
            goes = f"{reference.labels} go with what others delete, who"
            whoever = goes if reference.resource in swept else f"whoever deletes {reference.labels}"
            null = "" if field.required else " or set_null"
            report.at(resource.name, "fields", field.name, "on_delete").error(
                "E520",
                f"{whoever} would be refused because of {resource.labels} that they can't see: "
                "those are read by their owners only",
                hint=f"cascade{null}, or let everybody read {resource.labels}, too",
            )


def _deleted(resources: list[Resource]) -> set[str]:
    """The resources of which rows are deleted by a request, or with what a request deletes."""
    marks = (action.mark for resource in resources for action in resource.actions)
    found = {str(mark.resource) for mark in marks if mark and not mark.adds}
    found |= {str(resource.name) for resource in resources if "delete" in resource.routes}
    while more := {
        str(resource.name)
        for resource in resources
        for reference in _cascading(resource)
        if reference.resource in found
    }.difference(found):
        found |= more
    return found


def _swept(resources: list[Resource], deleted: set[str]) -> set[str]:
    """Those of which rows go when somebody else than their owner deletes something."""
    found: set[str] = set()
    while more := {
        str(resource.name)
        for resource in resources
        for reference in _cascading(resource)
        if _goes_with_others(reference, deleted, found)
    }.difference(found):
        found |= more
    return found


def _goes_with_others(reference: Reference, deleted: set[str], swept: set[str]) -> bool:
    """Whether it may lead to a row that goes by what another owner does than the row's own."""
    of_others = reference.public and not reference.own
    return reference.resource in swept or (of_others and reference.resource in deleted)


def _cascading(resource: Resource) -> list[Reference]:
    return [found for _, found in references(resource.fields) if found.on_delete == "cascade"]
