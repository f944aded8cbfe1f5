"""The pass over routes: names, paths, and which operations there are."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.language import spec
from generator.language.endings import PathAlias as DeclaredPathAlias
from generator.model import names
from generator.model.resolve.endings import ending
from generator.model.resolve.report import Report
from generator.model.resource import PathAlias, Resource, Route


@dataclass(frozen=True, slots=True)
class Naming:
    """What a resource is called, everywhere."""

    item: names.Identifier
    items: names.Identifier
    folder: names.Folder
    segment: names.Path
    # Whether the path of the list has a slash at its end.
    slash: bool
    # The segment that it had before, if that still works.
    old_segment: names.Path | None
    table: names.Table


def resolve_naming(name: str, resource: spec.Resource, *, users: bool, report: Report) -> Naming:
    """The names that follow from the resource's own."""
    well_named = names.CLASS_PATTERN.fullmatch(name)
    if not well_named:
        report.error(
            "E201",
            f"'{name}' can't be the name of a resource",
            hint="a capital first, letters and digits only, at most 40 characters: OrderItem",
            of="key",
        )
    elif name in names.RESERVED_CLASSES:
        report.error("E203", f"the name '{name}' is taken", hint="another name", of="key")
    item = names.snake(name)
    items = names.plural(item) if resource.plural is None else names.Identifier(resource.plural)
    if well_named and (not names.FIELD_PATTERN.fullmatch(items) or len(items) > names.MAX_NAME):
        report.at("plural").error(
            "E202",
            f"'{items}' can't be a plural",
            hint="lower case words joined by single underscores, at most 40 characters",
        )
    elif items in names.PYTHON_NAMES:
        report.at("plural").error(
            "E203", f"the name '{items}' is taken by Python", hint="set 'plural' to another word"
        )
    path = resource.path or f"/{items}"
    segment = path.strip("/")
    old_segment = resource.alias.name.strip("/") if resource.alias else None
    for place, word in (("path",), segment), (("alias", "name"), old_segment):
        if word in names.API_SEGMENTS:
            report.at(*place).error(
                "E505", f"the API itself has something at '/{word}'", hint="another path"
            )
    if resource.alias and resource.alias.name == path:
        report.at("alias", "name").error(
            "E505", f"'{path}' is the path of the resource now", hint="its path before"
        )
    if users and items == "users":
        report.at("plural").error(
            "E203",
            "the table 'users' holds the provisioned users",
            hint="set 'plural' to another word, or auth.users to none",
        )
    elif users and items in names.USER_NAMES | names.MODEL_NAMES:
        report.at("plural").error(
            "E203",
            f"'{items}' is what the provisioned users have already",
            hint="set 'plural' to another word, or auth.users to none",
        )
    return Naming(
        item,
        items,
        names.Folder(items),
        names.Path(segment),
        path.endswith("/"),
        names.Path(old_segment) if old_segment else None,
        names.Table(items),
    )


def resolve_routes(resource: spec.Resource) -> tuple[tuple[Route, ...], str | None]:
    """The operations there are, and what PUT does, if there is one."""
    put = resource.update.put if "update" in resource.routes else "off"
    patch = resource.update.patch and "update" in resource.routes
    offered: dict[Route, bool] = {
        "list": "list" in resource.routes,
        "create": "create" in resource.routes,
        "read": "read" in resource.routes,
        "put": put != "off",
        "patch": patch,
        "delete": "delete" in resource.routes,
    }
    routes = tuple(route for route, there in offered.items() if there)
    return routes, None if put == "off" else put


def resolve_path_alias(
    declared: DeclaredPathAlias | None, base: str, path: str, report: Report
) -> PathAlias | None:
    """The old path of a resource that has this one now."""
    if declared is None:
        return None
    return PathAlias(
        segment=names.Path(declared.name.strip("/")),
        path=names.Path(f"{base}{declared.name}"),
        deprecation=ending(declared, report, use=f"`{path}`"),
    )


def check_distinct(namings: dict[str, Naming], report: Report) -> None:
    """Two resources must not share a folder, a path or a table."""
    seen: dict[str, str] = {}
    for resource, naming in namings.items():
        for word, kind in (
            (naming.folder, "folder"),
            (naming.segment, "path"),
            *([(naming.old_segment, "path")] if naming.old_segment else []),
        ):
            other = seen.setdefault(f"{kind} {word}", resource)
            if other != resource:
                report.at(resource).error(
                    "E505",
                    f"'{resource}' and '{other}' would share the {kind} '{word}'",
                    hint="set 'plural', 'path' or 'alias' of one of them",
                    of="key",
                )
                break


def check_user_path(
    user_path: str | None, resources: Iterable[Resource | None], report: Report
) -> None:
    """The parameter for the caller is not also one for a key."""
    for resource in resources:
        if resource and user_path and f"{{{resource.key_parameter}}}" in user_path:
            report.at(resource.name).error(
                "E505",
                f"'{resource.key_parameter}' would stand for the caller and for the key of "
                f"'{resource.name}'",
                hint="name the caller's in api.user_path: /{caller_id}",
                of="key",
            )
