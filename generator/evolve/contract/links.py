"""What changes for clients in the lists of rows that a row is linked to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.evolve import said
from generator.evolve.changes import Change, Effect
from generator.evolve.contract.operations import Operations, effects, gone_filters
from generator.evolve.past import called, free_renames
from generator.model.fields import Field
from generator.model.intents import Intents
from generator.model.relations import Link
from generator.model.resource import Resource


def link_renames(old: Resource, new: Resource, intents: Intents) -> dict[str, str]:
    """The lists of before, by their names in Python, and what they are called now."""
    now = _names_now(old, new, intents)
    after = {str(link.name): field.name for field, link in _links(new)}
    return {
        str(field.name): str(after[now[link.name]])
        for field, link in _links(old)
        if now[link.name] in after
    }


def link_changes(
    old: Resource, new: Resource, intents: Intents, now: Mapping[str, str], refused: int
) -> Iterator[Change]:
    """Lists that came, went or are others.

    `now` are the new names of resources, `refused` is the status of a body that is refused.
    """
    names = _names_now(old, new, intents)
    before = {names[link.name]: (field, link) for field, link in _links(old)}
    after = {str(link.name): (field, link) for field, link in _links(new)}
    for name, (field, link) in after.items():
        if name in before:
            yield from _changed(old, new, before[name], (field, link), now, refused)
        else:
            operations = Operations(new)
            change = said.added_link(new.name, name)
            answers = (operations.answers, f"`{field.public}` is new")
            yield replace(change, effects=effects(answers, (operations.links(link), "new")))
    for name, (field, link) in before.items():
        if name not in after:
            alike = [
                other
                for other, (_, added) in after.items()
                if other not in before and added.resource == now.get(link.resource)
            ]
            change = said.removed_link(new.name, link.name, alike)
            yield replace(change, effects=_gone(old, new, field, link, refused))


def _changed(
    old: Resource,
    new: Resource,
    before: tuple[Field, Link],
    after: tuple[Field, Link],
    now: Mapping[str, str],
    refused: int,
) -> Iterator[Change]:
    (was, was_link), (field, link) = before, after
    operations, place = Operations(new), said.field_place(new.name, link.name)
    subject = f"{new.name}.{link.name}"
    if now.get(was_link.resource) != link.resource:
        yield said.changed_link(new.name, link.name, was_link.resource, link.resource)
        return
    was_through = now.get(was_link.through or "")
    if was_through != link.through:
        yield said.moved_link(new.name, link.name, was_through, link.through)
        return
    if was_link.name != link.name:
        change = said.renamed_link(new.name, link.name, was_link.name)
        yield replace(change, effects=_gone(old, new, was, was_link, refused))
    elif was_link.names != link.names:
        yield _names_changed(new, (was, was_link), (field, link), refused)
    elif was.public != field.public:
        change = said.renamed_in_json(
            "change_json_name", new.name, link.name, was.public, field.public
        )
        text = f"`{was.public}` is called `{field.public}`"
        # There is no alias for a list.
        yield replace(change, effects=effects((operations.answers, text)), otherwise=None)
    least, most = int(was.maximum or 0), int(field.maximum or 0)
    if least != most:
        rule = "raise_link_max" if most > least else "lower_link_max"
        text = f"at most {most} {'link' if most == 1 else 'links'} a row instead of {least}"
        bodies = operations.of("create", "put", "patch")
        noticed = f"`{field.public}` with more than {min(least, most)}: "
        noticed += "taken" if most > least else str(refused)
        detail = (str(most),) if most < least else ()
        yield Change(rule, place, subject, text, detail, effects((bodies, noticed)))
    if was.description != field.description:
        yield Change("document", place, subject, "is described anew")


def _names_changed(
    new: Resource, before: tuple[Field, Link], after: tuple[Field, Link], refused: int
) -> Change:
    """A list of keys that has names now, or the other way round."""
    (was, was_link), (field, link) = before, after
    operations = Operations(new)
    text = f"lists {_listed(link)} instead of {_listed(was_link)}"
    told = (
        f"`{field.public}` has others"
        if was.public == field.public
        else f"`{field.public}` instead of `{was.public}`"
    )
    detail = (str(link.names or "keys"),)
    noticed = effects(
        (operations.answers, told),
        (operations.of("create", "put", "patch"), f"with what `{was.public}` had: {refused}"),
        *(
            (operations.lists, f"`{filter_.name}` takes {_listed(link)}")
            for filter_ in new.operator_filters
            if filter_.field.link == link
        ),
    )
    place = said.field_place(new.name, link.name)
    return Change("change_link_names", place, f"{new.name}.{link.name}", text, detail, noticed)


def _listed(link: Link) -> str:
    return f"`{link.names}`" if link.names else "keys"


def _gone(
    old: Resource, new: Resource, field: Field, link: Link, refused: int
) -> tuple[Effect, ...]:
    """What clients notice of a name that is gone."""
    operations = Operations(new)
    return effects(
        (operations.answers, f"no `{field.public}`"),
        (operations.of("create", "put", "patch"), f"with `{field.public}`: {refused}"),
        (Operations(old).links(link), "404"),
        *gone_filters(old, new, field, refused),
    )


def _links(resource: Resource) -> Iterator[tuple[Field, Link]]:
    return ((field, field.link) for field in resource.links if field.link)


def _names_now(old: Resource, new: Resource, intents: Intents) -> dict[str, str]:
    """What the fields of the type many are called now."""
    there = {str(link.name) for _, link in _links(old)}
    was = {str(link.name): intents.of(new.name, link.name).was for _, link in _links(new)}
    return called(there, free_renames(there, was))
