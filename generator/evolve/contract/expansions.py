"""What changes for clients in the rows of other resources that answers hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.evolve.changes import Change, Effect
from generator.evolve.contract.operations import Answers, Operations, of_resource
from generator.model.app import App
from generator.model.expansions import Expansion
from generator.model.resource import Resource


def expansion_changes(
    old: Resource,
    new: Resource,
    now: Mapping[str, str],
    renames: Mapping[str, Mapping[str, str]],
    refused: int,
) -> Iterator[Change]:
    """Rows that answers hold now, or not any more, or others, or more, or fewer.

    `now` are the new names of resources, and `renames`, by those, the new names of fields;
    `refused` is the status of a parameter that isn't known.
    """
    before = {str(expansion.name): expansion for expansion in old.expansions}
    after = {str(expansion.name): expansion for expansion in new.expansions}
    for name, was in before.items():
        if name not in after:
            text = f"no `{name}`" if was.always else f"`expand={name}`: {refused}"
            yield _change(new, was, "remove_expansion", f"answers no longer hold `{name}`", text)
        else:
            yield from _changes(new, was, after[name], now, renames, refused)
    for name, expansion in after.items():
        if name not in before:
            text = f"`{name}` is new" if expansion.always else f"`expand={name}` is taken"
            yield _change(new, expansion, "add_expansion", f"answers may hold `{name}`", text)


def _changes(
    resource: Resource,
    was: Expansion,
    expansion: Expansion,
    now: Mapping[str, str],
    renames: Mapping[str, Mapping[str, str]],
    refused: int,
) -> Iterator[Change]:
    name = expansion.name
    there = now.get(was.resource, "")
    referring = str(resource.name) if was.most is None else there
    by = renames.get(referring, {}).get(was.by, str(was.by))
    if (there, by, was.most is None) != (
        expansion.resource,
        expansion.by,
        expansion.most is None,
    ):
        text = f"`{name}` holds {expansion.resource} by {expansion.by}"
        yield _change(resource, expansion, "change_expansion", text, f"`{name}` holds other rows")
        return
    if was.always != expansion.always:
        text = f"`{name}` is held {'always' if expansion.always else 'where it is asked for'}"
        effect = f"`expand={name}`: {refused}" if expansion.always else f"no `{name}` unasked"
        yield _change(resource, was, "change_expansion", text, effect)
    if was.sort != expansion.sort:
        text = f"`{name}` is sorted by {expansion.sort or 'the key'}"
        effect = f"`{name}` comes in another order"
        yield _change(resource, expansion, "change_expansion", text, effect)
    if was.most and expansion.most and was.most != expansion.most:
        rule = "raise_expansion" if expansion.most > was.most else "lower_expansion"
        text = f"`{name}` holds {expansion.most} rows at most, not {was.most}"
        effect = f"`{name}` holds up to {expansion.most} rows"
        yield _change(resource, expansion, rule, text, effect)


def _change(resource: Resource, expansion: Expansion, rule: str, text: str, effect: str) -> Change:
    return of_resource(
        resource, rule, text, (_holding(resource, expansion), effect), str(expansion.name)
    )


def _holding(resource: Resource, expansion: Expansion) -> tuple[str, ...]:
    """What answers with the rows."""
    operations = Operations(resource)
    return operations.answers if expansion.always else operations.of("list", "read")


def held(changes: Iterable[Change], app: App) -> Iterator[Change]:
    """The same changes: what they do to rows, they do where answers of others hold those, too."""
    holders: dict[str, list[tuple[Resource, Expansion]]] = {}
    for resource in app.resources:
        for expansion in resource.expansions:
            holders.setdefault(str(expansion.resource), []).append((resource, expansion))
    for change in changes:
        more = [
            Effect(tuple(_holding(resource, expansion)), f"in `{expansion.name}`: {effect.text}")
            for effect in change.effects
            if isinstance(effect.operations, Answers)
            for resource, expansion in holders.get(str(change.place[1]), ())
        ]
        yield replace(change, effects=(*change.effects, *more)) if more else change
