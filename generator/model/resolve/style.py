"""The pass over style: how a resource looks to its clients."""

from collections.abc import Container

from generator.language import spec
from generator.language.style import SortStyle as Declared
from generator.model import names
from generator.model.app import Parameter, SortStyle
from generator.model.resolve.report import Report


def resolve_sort_style(
    api: spec.Api,
    resource: spec.Resource,
    filters: Container[str],
    api_place: Report,
    place: Report,
) -> SortStyle | None:
    """The parameters of a resource's sort, where they aren't the usual ones."""
    own = resource.style.sort
    declared = own or api.style.sort
    if resource.sort is None or declared == Declared():
        return None
    report = (place if own else api_place).at("style", "sort")
    if declared.by == declared.order:
        report.at("order").error(
            "E203", f"the name '{declared.order}' is taken by 'by'", hint="another name"
        )
    by = _parameter(declared.by, filters, report.at("by"))
    order = declared.order and _parameter(declared.order, filters, report.at("order"))
    return SortStyle(by, order or None)


def _parameter(name: str, filters: Container[str], report: Report) -> Parameter:
    attribute = names.snake(name)
    taken = names.RESERVED_FIELDS - {"sort"}
    if name in filters or attribute in filters:
        report.error("E203", f"the name '{name}' is taken by a filter", hint="another name")
    elif name in taken or attribute in taken:
        report.error("E203", f"the name '{name}' is taken", hint="another name")
    return Parameter(names.PublicName(name), attribute)
