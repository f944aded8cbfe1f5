"""The pass over style: how a resource looks to its clients."""

from collections.abc import Container

from generator.language import spec
from generator.language.style import SortStyle as Declared
from generator.model import names
from generator.model.lists import Parameter, SortStyle
from generator.model.resolve.report import Report


def check_sort_style(declared: Declared, report: Report) -> None:
    """The names of the parameters, whatever resource they are for."""
    taken = names.RESERVED_FIELDS - {"sort"}
    for word, name in (("by", declared.by), ("order", declared.order)):
        if name is not None and (name in taken or names.snake(name) in taken):
            report.at(word).error("E203", f"the name '{name}' is taken", hint="another name")
    if declared.order and names.snake(declared.by) == names.snake(declared.order):
        report.at("order").error(
            "E203", f"'{declared.by}' and '{declared.order}' are one name", hint="another name"
        )


def resolve_sort_style(
    name: str,
    declared: spec.Resource,
    filters: Container[str],
    usual: tuple[Declared, Report],
    report: Report,
) -> SortStyle | None:
    """The parameters of a resource's sort, where they aren't `sort` alone.

    `usual` is what the API says of them, and where.
    """
    style, place = usual
    if declared.style.sort is not None:
        style, place = declared.style.sort, report.at("style", "sort")
        check_sort_style(style, place)
        if declared.sort is None:
            place.error(
                "E412", f"'{name}' has no sort whose parameters have names", hint="add a 'sort'"
            )
    if declared.sort is None:
        return None
    for word, parameter in (("by", style.by), ("order", style.order)):
        if parameter in filters or names.snake(parameter or "") in filters:
            place.at(word).error(
                "E203",
                f"the name '{parameter}' is taken by a filter of {name}",
                hint="another name",
            )
    order = None if style.order is None else _parameter(style.order)
    return None if style == Declared() else SortStyle(_parameter(style.by), order)


def _parameter(name: str) -> Parameter:
    return Parameter(names.PublicName(name), names.snake(name))
