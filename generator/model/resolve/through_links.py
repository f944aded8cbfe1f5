"""The pass over links that are rows of a resource of their own, such as memberships.

A link is made of its two keys alone. So two of them must tell a row of that resource apart, and be
all that a new one needs.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from generator.language import spec
from generator.model import names
from generator.model.fields import Field
from generator.model.relations import Link
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.routes import Naming
from generator.model.resource import Resource


def ends(
    resource: str,
    item: str,
    declared: spec.Field,
    naming: Naming,
    others: Mapping[str, Mapping[str, Field]],
    report: Report,
) -> tuple[names.Column, names.Column] | None:
    """The columns of the rows between that hold the keys of a row and of what it is linked to."""
    between, other = declared.through or "", declared.of or ""
    at = report.at("through")
    if declared.names is not None:
        at.error(
            "E332",
            "rows that are made of a text are linked by a table that nobody sees",
            hint="remove 'names', or 'through'",
            of="key",
        )
    elif between not in others:
        at.error("E332", f"there is no resource '{between}'", hint=did_you_mean(between, others))
    elif between in (resource, other):
        at.error(
            "E332",
            f"the rows of {between} are what is linked, and can't be the links, too",
            hint="a resource with a reference to each of the two",
        )
    else:
        fields = others[between]
        there = _referring(fields, other, f"{item}_id")
        here = [
            name for name in _referring(fields, resource, f"{naming.item}_id") if [name] != there
        ]
        if len(here) == len(there) == 1:
            return names.Column(here[0]), names.Column(there[0])
        missing, found, name = (
            (other, there, f"{item}_id")
            if len(there) != 1
            else (resource, here, f"{naming.item}_id")
        )
        several = " and ".join(f"'{each}'" for each in found)
        at.error(
            "E332",
            f"{several} of {between} refer to {missing}: which of them is the link's isn't said"
            if found
            else f"{between} doesn't refer to {missing}",
            hint=f"{name}: {{type: ref, to: {missing}, on_delete: cascade, required: true}}",
        )
    return None


def _referring(fields: Mapping[str, Field], resource: str, usual: str) -> list[str]:
    """The fields that refer to a resource: where there are several, those that are required, or
    the one with the usual name.
    """
    found = [
        name
        for name, field in fields.items()
        if field.reference is not None and field.reference.resource == resource
    ]
    found = [name for name in found if fields[name].required] or found
    return [usual] if usual in found else found


def check_through_links(resources: Sequence[Resource], report: Report) -> None:
    """Whether the rows between are told apart by what they link, and can be made of it alone."""
    known = {str(resource.name): resource for resource in resources}
    for resource in resources:
        taken: dict[tuple[str | None, str], str] = {}
        for field in resource.links:
            link = field.link
            if link is not None and link.through is not None and link.through in known:
                at = report.at(resource.name, "fields", link.name, "through")
                same = taken.setdefault((link.through, link.here), str(link.name))
                if same != link.name:
                    at.error(
                        "E332",
                        f"'{same}' lists the same rows of {link.through} already",
                        hint=f"remove one of the two, or another reference for '{link.name}'",
                    )
                for message, hint in islice(_problems(resource, link, known[link.through]), 1):
                    at.error("E332", message, hint=hint)


def _problems(resource: Resource, link: Link, between: Resource) -> Iterator[tuple[str, str]]:
    """What is wrong, each with what to do."""
    pair = {str(link.here), str(link.there)}
    fields = {str(field.name): field for field in between.fields}
    if resource.public:
        yield (
            f"everybody reads {resource.labels}, so others might make {between.labels} of them",
            "remove 'through', or 'access'",
        )
    if link.public and between.through is not None and between.through.name == link.there:
        yield (
            f"the {between.labels} would be owned by whom the {link.label} is",
            f"{between.name}: owner: {{through: {link.here}}}",
        )
    for name in sorted(pair):
        if not fields[name].required or fields[name].own:
            yield (
                f"'{name}' of {between.name} must be given by clients",
                f"{name}: {{..., required: true}}",
            )
    if not any(set(unique.fields) == pair for unique in between.table.uniques):
        yield (
            f"there might be several {between.labels} of the same two rows",
            f"unique: [[{link.here}, {link.there}]] on {between.name}",
        )
    for name, field in fields.items():
        given = field.required and field.default is None
        if name not in pair and (given or field.own or field.made_from):
            changed = f"give '{name}' a default, or let it be null"
            yield (
                f"{between.name} needs '{name}', which a link doesn't say",
                f"leave '{name}' out" if field.own or field.made_from else changed,
            )
    if any(unique.single for unique in between.table.uniques):
        yield f"each owner would have one link at most: {between.name} is single", "remove 'single'"
    nullable = {name for name, field in fields.items() if field.nullable and field.default is None}
    for unique in between.table.uniques:
        if not pair <= set(unique.fields) and nullable.isdisjoint(unique.fields):
            those = " and ".join(f"'{name}'" for name in unique.fields)
            yield (
                f"links would take {between.labels} away from each other: {those} must be unique",
                f"leave that out of {between.name}",
            )
