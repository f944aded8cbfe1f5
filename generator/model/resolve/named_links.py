"""The pass over lists of linked rows by a text of theirs, such as the names of tags.

A client that sends a text which none of the caller's rows has makes such a row. So a text must
tell an owner's rows apart, and be all that a new row needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.language import spec
from generator.language.style import Case
from generator.model import names
from generator.model.fields import Field
from generator.model.relations import Link
from generator.model.resolve.json_names import json_name, resolve_json_name
from generator.model.resolve.report import Report, did_you_mean
from generator.model.resolve.values import TEXTS
from generator.model.resource import Resource


def listed_text(
    resource: str,
    declared: spec.Field,
    others: Mapping[str, Mapping[str, Field]],
    report: Report,
) -> Field | None:
    """The field of the other rows that is listed."""
    at, name = report.at("names"), declared.names or ""
    fields = others[declared.of or ""]
    if declared.of == resource:
        at.error(
            "E331",
            f"a new {resource} would make others of its kind",
            hint="remove 'names': clients send keys",
        )
    elif name not in fields:
        at.error("E331", f"{declared.of} has no field '{name}'", hint=did_you_mean(name, fields))
    elif fields[name].type not in TEXTS:
        at.error("E331", f"'{name}' of {declared.of} is no text", hint="a string, or a text")
    elif not fields[name].required or fields[name].access is not None:
        at.error(
            "E331",
            f"'{name}' of {declared.of} must be given by clients, and be shown to them",
            hint=f"{name}: {{..., required: true}}, and no 'access'",
        )
    else:
        return fields[name]
    return None


def by_text(
    resource: str,
    name: str,
    item: str,
    listed: Field,
    label: Field,
    declared: spec.Field,
    case: Case,
) -> Field:
    """A list of keys as one of texts."""
    if listed.link is None or listed.element is None:
        raise ValueError(f"{name} lists no rows")
    known_as = names.PublicName(declared.name or json_name(name, case))
    link = replace(listed.link, known_as=known_as, names=label.name, key_type=listed.element.type)
    return replace(
        listed,
        name=names.Column(name),
        description=declared.description
        or f"The {label.public} of each {link.label} that it is linked to, in order. What none of "
        f"your own has makes {link.label_with_article}.",
        value_class=names.class_of(resource, f"{item}_names"),
        element=replace(
            label,
            name=names.Column(name),
            description=None,
            example=None,
            required=False,
            alias=None,
            deprecation=None,
            json_name=None,
            value_class=names.class_of(resource, f"{item}_names_item"),
        ),
        json_name=resolve_json_name(name, declared.name, case),
        link=link,
    )


def check_named_links(resources: Sequence[Resource], report: Report) -> None:
    """Whether rows can be told apart by what is listed of them, and be made of it alone."""
    known = {str(resource.name): resource for resource in resources}
    for resource in resources:
        seen: set[str] = set()
        for _, link in named_links(resource):
            at = report.at(resource.name, "fields", link.name, "names")
            other, label = known.get(link.resource), str(link.names)
            if other is None:
                continue
            if link.resource in seen:
                at.error(
                    "E331",
                    f"two lists of {resource.name} would make rows of {other.name}",
                    hint="remove 'names' from one of them",
                )
            seen.add(link.resource)
            _check_rows(other, label, at)


def _check_rows(other: Resource, label: str, at: Report) -> None:
    if other.through is not None:
        at.error(
            "E331",
            f"the rows of {other.name} are owned through others: none could be made of a text",
            hint=f"let {other.name} have an owner of its own",
        )
        return
    if not any(unique.fields == (label,) for unique in other.table.uniques):
        at.error(
            "E331",
            f"an owner might have several {other.labels} of one '{label}'",
            hint=f"unique: per_owner for '{label}' of {other.name}",
        )
    needed = [
        field.name
        for field in other.fields
        if field.name != label
        and (field.own or not field.nullable)
        and field.default is None
        and (field.required or field.made_from or field.own)
    ]
    if needed:
        at.error(
            "E331",
            f"{other.name} needs '{needed[0]}', which a list of '{label}' doesn't say",
            hint=f"give '{needed[0]}' a default, or let it be null",
        )
    nullable = {str(field.name) for field in other.fields if field.nullable}
    for unique in other.table.uniques:
        if not unique.fields:
            at.error(
                "E331",
                f"only one {other.label} could be made: {other.name} is single",
                hint=f"remove 'single' from {other.name}",
            )
        elif not needed and label not in unique.fields and nullable.isdisjoint(unique.fields):
            at.error(
                "E331",
                f"only one {other.label} could be made: all would be alike in "
                f"'{unique.fields[0]}', which is unique",
                hint=f"let '{unique.fields[0]}' be null",
            )


def named_links(resource: Resource) -> Iterable[tuple[Field, Link]]:
    """The lists of a resource that name the linked rows."""
    return [
        (field, field.link)
        for field in resource.links
        if field.link is not None and field.link.names is not None
    ]
