"""What both the database and the contract find, said in one way, so that it is one change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from generator.diagnostics import DataPath
from generator.evolve.changes import Change, Effect
from generator.model.resolve.forms import FORMS

NEED_VALUE = "rows that are there need a value: give the field a `default`, or a `backfill`"
NEED_ROW = (
    "rows that are there refer to nothing yet: add the field without `required`, give each row a "
    "value, and require it then"
)
BY_HAND = (
    "add a field of the new type under another name, fill it in a migration of your own, "
    "and remove this one"
)
KEY_BY_HAND = (
    "add a resource with the new key under another name, copy the rows in a migration of your "
    "own, and remove this one"
)
OWNER_BY_HAND = (
    "whose rows these are can't be seen from here: add a resource with the new owner, copy the "
    "rows in a migration of your own, and remove this one"
)
USERS_BY_HAND = (
    "first generate and migrate with `users: none`; then, when the table is renamed or gone, with "
    "what is to be"
)
KEEP_NAME = (
    "keep the old name working for clients: add `alias: {{name: {}, since: ..., sunset: ...}}`"
)

LINK_BY_HAND = (
    "add a field of the type many under another name, link the rows in a migration of your own, "
    "and remove this one"
)

_IN_TURN = "there is a '{}' already: remove it first, in a run of its own, and rename then"


def with_effects(change: Change, *pairs: tuple[tuple[str, ...], str]) -> Change:
    """The same, with what clients notice of it: operations, and what they do then."""
    effects = tuple(Effect(operations, text) for operations, text in pairs)
    return replace(change, effects=(*change.effects, *effects))


def field_place(resource: str, field: str) -> DataPath:
    """Where the spec declares a field."""
    return ("resources", resource, "fields", field)


def renamed_resource(resource: str, was: str, *, taken: bool = False) -> Change:
    """A resource of another name, which may be that of one that is to go."""
    place, by_hand = ("resources", resource), _IN_TURN.format(resource) if taken else None
    text = f"renamed from '{was}'"
    return Change("rename_resource", place, resource, text, (was,), by_hand=by_hand)


def removed_resource(resource: str, added: Sequence[str] = ()) -> Change:
    """A resource that is gone; those that came may be what it is called now."""
    otherwise = None
    if added:
        otherwise = (
            f"if it is only called something else now, add `was: {resource}` to {_one_of(added)}"
        )
    return Change(
        "remove_resource", ("api",), resource, "removed", (resource,), otherwise=otherwise
    )


def renamed_field(
    rule: str,
    resource: str,
    field: str,
    was: str,
    *,
    known_as: str | None = None,
    taken: bool = False,
) -> Change:
    """A field of another name, which may be that of one that is to go.

    Clients knew it as `known_as`, if that was another name.
    """
    place, name = field_place(resource, field), f"{resource}.{field}"
    by_hand = _IN_TURN.format(field) if taken else None
    otherwise = KEEP_NAME.format(known_as or was) if rule == "rename_field" else None
    text = f"renamed from `{was}`"
    return Change(rule, place, name, text, (was,), by_hand=by_hand, otherwise=otherwise)


def renamed_in_json(rule: str, resource: str, field: str, was: str, now: str) -> Change:
    """A field of another JSON name; a resource may consent to many of them in one place."""
    place, name = ("resources", resource), f"{resource}.{field}"
    otherwise = KEEP_NAME.format(was) if rule == "change_json_name" else None
    text = f"its JSON name `{was}` becomes `{now}`"
    return Change(rule, place, name, text, (was,), otherwise=otherwise)


def removed_field(resource: str, field: str, added: Sequence[str] = ()) -> Change:
    """A field that is gone; those that came may be what it is called now."""
    otherwise = None
    if added:
        otherwise = (
            f"if it is only called something else now, add `was: {field}` to {_one_of(added)}"
        )
    place, name = ("resources", resource), f"{resource}.{field}"
    return Change("remove_field", place, name, "removed", (field,), otherwise=otherwise)


def derived_field(rule: str, resource: str, field: str, enum: str) -> Change:
    """A stored bool that follows from an enum from now on."""
    text = f"follows from `{enum}`"
    return Change(rule, field_place(resource, field), f"{resource}.{field}", text)


def stored_field(resource: str, field: str) -> Change:
    """A bool that followed from an enum, and gets a column."""
    text = "is stored by itself"
    return Change("store_field", field_place(resource, field), f"{resource}.{field}", text)


def changed_values(
    resource: str,
    field: str,
    old: Iterable[str],
    new: Iterable[str],
    mapped: Mapping[str, str],
) -> Iterator[Change]:
    """Of an enum: what came, what went, what is called something else."""
    before, after = list(old), list(new)
    place, name = field_place(resource, field), f"{resource}.{field}"
    renamed = {value: mapped[value] for value in before if value in mapped and value not in after}
    for value, now in renamed.items():
        text = f"value '{value}' becomes '{now}'"
        yield Change("rename_value", place, name, text, (value, now))
    for value in before:
        if value not in after and value not in renamed:
            yield Change("remove_value", place, name, f"value '{value}' removed", (value,))
    for value in after:
        if value not in before and value not in renamed.values():
            yield Change("add_value", place, name, f"value '{value}' added", (value,))
    if [value for value in before if value in after] != [
        value for value in after if value in before
    ]:
        yield Change("reorder_values", place, name, "its values are in another order")


def other_value(change: Change, added: Sequence[str]) -> str:
    """What a value that is gone may be called now, of those that came."""
    [value] = change.detail
    values = f"{{{quoted(value)}: {_one_of([*map(quoted, added)])}}}"
    return f"if it is only called something else now, add `was: {{values: {values}}}`"


def changed_bound(resource: str, field: str, word: str, old: str | None, new: str | None) -> Change:
    """A minimum or maximum that is another, or that came or went; of elements: `items_min`."""
    *of, word = word.split("_")
    named = ".".join((*of, word))
    tighter = old is None or (
        new is not None
        and ((Decimal(new) > Decimal(old)) if word == "min" else (Decimal(new) < Decimal(old)))
    )
    rule = f"{'tighten' if tighter else 'loosen'}_{word}"
    text = f"`{named}` {'none' if old is None else old} becomes {'none' if new is None else new}"
    detail = (*of, new) if tighter and new is not None else tuple(of)
    return Change(rule, field_place(resource, field), f"{resource}.{field}", text, detail)


def changed_pattern(resource: str, field: str, old: str | None, new: str | None) -> Change:
    """The pattern of a text."""
    rule = "add_pattern" if old is None else "remove_pattern" if new is None else "change_pattern"
    text = {
        "add_pattern": f"must match `{new}`",
        "remove_pattern": "need not match a pattern any more",
        "change_pattern": f"must match `{new}` instead of `{old}`",
    }[rule]
    return Change(rule, field_place(resource, field), f"{resource}.{field}", text)


def changed_form(resource: str, field: str, old: str | None, new: str | None) -> Change:
    """The form that a text must have."""
    rule = "restrict_form" if old is None else "release_form" if new is None else "change_form"
    text = f"must be {FORMS[new].noun}" if new else "may be any text"
    if old and new:
        text += f" instead of {FORMS[old].noun}"
    return Change(rule, field_place(resource, field), f"{resource}.{field}", text)


def added_link(resource: str, field: str) -> Change:
    """Rows that are linked to others from now on."""
    return Change("add_link", field_place(resource, field), f"{resource}.{field}", "added")


def removed_link(resource: str, field: str, added: Sequence[str] = ()) -> Change:
    """Rows that are linked to no others from now on; what came may be what it is called now."""
    otherwise = None
    if added:
        otherwise = (
            f"if it is only called something else now, add `was: {field}` to {_one_of(added)}"
        )
    place, name = ("resources", resource), f"{resource}.{field}"
    return Change("remove_link", place, name, "removed", (field,), otherwise=otherwise)


def renamed_link(resource: str, field: str, was: str) -> Change:
    """A list of linked rows of another name."""
    place, name = field_place(resource, field), f"{resource}.{field}"
    return Change("rename_link", place, name, f"renamed from `{was}`", (was,))


def changed_link(resource: str, field: str, was: str, now: str) -> Change:
    """A list of other rows than before."""
    place, name = field_place(resource, field), f"{resource}.{field}"
    text = f"leads to `{now}` instead of `{was}`"
    return Change("change_link", place, name, text, by_hand=LINK_BY_HAND)


def moved_link(resource: str, field: str, was: str | None, now: str | None) -> Change:
    """Links that are rows of something else than before; without a resource nobody sees them."""
    place, name = field_place(resource, field), f"{resource}.{field}"
    text = f"links are rows of {_of_links(now)} instead of {_of_links(was)}"
    return Change("change_link", place, name, text, by_hand=LINK_BY_HAND)


def _of_links(resource: str | None) -> str:
    return f"`{resource}`" if resource else "a table of their own"


def added_unique(resource: str, fields: Sequence[str], *, of_all: bool) -> Change:
    """Values that only one row, of an owner or of all, may have from now on."""
    text = "each owner has one row at most"
    if fields:
        text = f"{_listed(fields)} unique {_among(of_all=of_all)}"
    return Change("add_unique", ("resources", resource), resource, text, tuple(fields))


def removed_unique(resource: str, fields: Sequence[str], *, of_all: bool) -> Change:
    """Values that may repeat from now on."""
    text = "an owner may have several rows"
    if fields:
        text = f"{_listed(fields)} no longer unique {_among(of_all=of_all)}"
    return Change("remove_unique", ("resources", resource), resource, text, tuple(fields))


def relied_on(resource: str, fields: Sequence[str], words: Sequence[str], *, again: bool) -> Change:
    """Values that are taken for unique before they are."""
    count = "count" if words[1:] else "counts"
    text = "an owner may have several rows until the contract part has run"
    if fields:
        text = f"{_listed(fields)} unique only when the contract part has run"
    text += f", and {' and '.join(words)} {count} on {'it' if fields else 'one'}"
    # What is unique already, or by `single`, is no release of its own.
    alone = fields and not again
    otherwise = "release `unique` first, and the rest when its contract part has run"
    return Change(
        "rely_on_unique",
        ("resources", resource),
        resource,
        text,
        tuple(fields),
        otherwise=otherwise if alone else None,
    )


def _among(*, of_all: bool) -> str:
    return "among all rows" if of_all else "for each owner"


def _listed(fields: Sequence[str]) -> str:
    listed = " and ".join(f"`{field}`" for field in fields)
    return f"{listed} together are" if fields[1:] else f"{listed} is"


def added_reference(resource: str, field: str, table: str, was: str | None) -> Change:
    """A field whose values must be keys of rows from now on, or of other rows than before."""
    rule = "add_reference" if was is None else "change_reference"
    text = f"refers to `{table}`" + ("" if was is None else f" instead of `{was}`")
    return Change(rule, field_place(resource, field), f"{resource}.{field}", text, (table,))


def removed_reference(resource: str, field: str, table: str) -> Change:
    """A field whose values may be anything from now on."""
    text = f"need not refer to `{table}` any more"
    return Change("remove_reference", field_place(resource, field), f"{resource}.{field}", text)


def changed_on_delete(resource: str, field: str, old: str, new: str) -> Change:
    """What becomes of rows when the one that they refer to is deleted."""
    place, name = field_place(resource, field), f"{resource}.{field}"
    return Change("change_on_delete", place, name, f"`{old}` becomes `{new}`", (new,))


def changed_type(rule: str, resource: str, field: str, old: str, new: str) -> Change:
    """The type of a field."""
    by_hand = BY_HAND if rule == "change_type" else None
    text = f"type {old} becomes {new}"
    place, name = field_place(resource, field), f"{resource}.{field}"
    detail = (new.replace(" ", ""),) if rule != "change_type" else ()
    return Change(rule, place, name, text, detail, by_hand=by_hand)


def changed_key(resource: str, old: str, new: str) -> Change:
    """Rows are known by something else."""
    place, text = ("resources", resource), f"the key {old} becomes {new}"
    return Change("change_key", place, resource, text, by_hand=KEY_BY_HAND)


def added_slug(resource: str, field: str) -> Change:
    """A slug that the server makes, of the rows that are there, too."""
    place, text = field_place(resource, field), "added; rows that are there get one that is made"
    return Change("add_slug", place, f"{resource}.{field}", text)


def added_required_field(
    resource: str, field: str, *, has_value: bool, refers: bool = False
) -> Change:
    """A field that every row must have, those included that are there."""
    place, name = field_place(resource, field), f"{resource}.{field}"
    need = None if has_value else NEED_ROW if refers else NEED_VALUE
    return Change("add_required_field", place, name, "added, required", need=need)


def quoted(words: str) -> str:
    """Words as an entry of a YAML list or mapping."""
    plain = all(character.isalnum() or character in " _-./" for character in words)
    return words if plain else "'" + words.replace("'", "''") + "'"


def _one_of(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
