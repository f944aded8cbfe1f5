"""What changes for clients in the fields of a resource."""

from collections.abc import Iterator
from dataclasses import replace

from generator.evolve import said
from generator.evolve.changes import Change, Effect
from generator.evolve.contract.computed import (
    added_switch,
    changed_switch,
    removed_switch,
    same_state,
)
from generator.evolve.contract.operations import Operations, effects, gone_filters
from generator.evolve.contract.promises import is_over, promises
from generator.evolve.kinds import (
    all_hold,
    always_holds,
    becomes_text,
    form_of_field,
    type_name,
    type_rule,
)
from generator.evolve.past import renamed, taken
from generator.model.fields import Field, State, Value
from generator.model.intents import FieldIntent, Intents
from generator.model.json_text import JsonText
from generator.model.names import Column
from generator.model.resolve.derived import state_sql
from generator.model.resolve.forms import FORMS
from generator.model.resolve.values import INT_RANGES, MEASURED, TEXTS
from generator.model.resource import Resource


def field_changes(
    old: Resource, new: Resource, intents: Intents, refused: int, today: str
) -> Iterator[Change]:
    """Fields that came, went or are others; `refused` is the status of a body that is refused."""
    renames = field_renames(old, new, intents)
    # What refers to the owner's row is a field like the others.
    elsewhere = {it.owner.column for it in (old, new) if it.through is None}
    if renames.get(old.key.name, old.key.name) != new.key.name:
        elsewhere |= {old.key.name, new.key.name}
    before = {str(it.name): it for it in _declared(old) if it.name not in elsewhere}
    after = {str(it.name): it for it in _declared(new) if it.name not in elsewhere}
    was, busy = {now: name for name, now in renames.items()}, taken(before, renames)
    added = [name for name in after if name not in before and name not in was]
    room = _Fields(old, new, refused)

    def called_now(state: State) -> State:
        """A state of before, under the names of now."""
        name = renames.get(state.field.name, state.field.name)
        values = intents.of(new.name, name).values
        now = tuple(values.get(str(value), value) for value in state.values)
        return State(replace(state.field, name=Column(name)), now)

    for name, field in after.items():
        previous = before.get(was.get(name, name))
        if not _known(previous) and not _known(field):
            # What clients don't know of is the database's own affair, unless it can't be done.
            if previous is not None and name in was and was[name] in busy:
                yield room.renamed(previous, field, today, taken=True)
            continue
        if previous is None:
            yield room.added(field, intents.of(new.name, name))
            continue
        if name in was or previous.public != field.public:
            yield room.renamed(previous, field, today, taken=was.get(name) in busy)
        stood_for = called_now(previous.switch.state) if previous.switch else None
        if switch_change := changed_switch(old, new, previous, field, stood_for):
            yield switch_change
        if previous.since:
            previous = replace(previous, since=called_now(previous.since))
        if previous.made_from:
            source = renames.get(previous.made_from, previous.made_from)
            previous = replace(previous, made_from=Column(source))
        was_read, is_read = _as_stored(previous, field), _as_stored(field, previous)
        yield from room.changed(was_read, is_read, intents.of(new.name, name))
        yield from _endings(previous, field, new, today)
    for name, field in before.items():
        if name not in after and name not in renames and _known(field):
            alike = [
                other for other in added if form_of_field(after[other]) == form_of_field(field)
            ]
            yield room.removed(field, alike)
    yield from _owner(old, new)


def _declared(resource: Resource) -> tuple[Field, ...]:
    """All that stands under `fields`, whether it has a column or not."""
    return (*resource.fields, *resource.switches)


def _as_stored(field: Field, other: Field) -> Field:
    """A bool that stands for a state as a stored one: with what a create without it makes of it."""
    if field.switch is None or other.switch is not None or other.default is None:
        return field
    state = field.switch.state
    return replace(field, default=state.field.default in state.values)


def _owner(old: Resource, new: Resource) -> Iterator[Change]:
    """The JSON name of the owner's column, where that is the same one."""
    if old.through or new.through:
        return
    before, after = (
        next(field for field in resource.fields if field.name == resource.owner.column)
        for resource in (old, new)
    )
    if before.name == after.name and before.public != after.public:
        names = (before.public, after.public)
        change = said.renamed_in_json("change_json_name", new.name, after.name, *names)
        found = effects((Operations(new).answers, "`{}` is called `{}`".format(*names)))
        # The owner's column has no line of its own for an alias.
        yield replace(change, effects=found, otherwise=None)


def _known(field: Field | None) -> bool:
    """Whether clients can send a field or read it."""
    return field is not None and (field.writable or field.shown)


def _endings(old: Field, new: Field, resource: Resource, today: str) -> Iterator[Change]:
    """What clients were promised of a field, and its old name."""
    place = said.field_place(resource.name, new.name)
    subject = f"{resource.name}.{new.name}"
    answers = Operations(resource).answers
    yield from promises(old.deprecation, new.deprecation, place, subject, "", answers, today)
    before, after = old.alias, new.alias
    if before is not None and after is not None and before.name == after.name:
        yield from promises(
            before.deprecation, after.deprecation, place, subject, str(before.name), answers, today
        )
        return
    if before is not None:
        rule = "end_alias" if is_over(before.deprecation, today) else "remove_alias"
        text = f"its old name `{before.name}` ends"
        found = effects((answers, f"no `{before.name}`"))
        yield Change(rule, place, subject, text, (before.name,), found)
    if after is not None and after.name != old.public:
        text = f"it has the old name `{after.name}`, too"
        found = effects((answers, f"`{after.name}` besides"))
        yield Change("add_alias", place, subject, text, (after.name,), found)


def field_renames(old: Resource, new: Resource, intents: Intents) -> dict[str, str]:
    """Old names of fields to new ones."""
    return renamed(
        {str(field.name) for field in old.fields},
        {str(field.name): intents.of(new.name, field.name).was for field in new.fields},
    )


_BEYOND = {
    ("min", True): "shorter",
    ("min", False): "smaller",
    ("max", True): "longer",
    ("max", False): "larger",
}


class _Fields:
    def __init__(self, old: Resource, resource: Resource, refused: int) -> None:
        self._old = old
        self._resource = resource
        self._operations = Operations(resource)
        self._refused = refused

    def added(self, field: Field, intent: FieldIntent) -> Change:
        operations = self._operations
        if field.switch:
            return added_switch(self._resource, field)
        if field.made_from:
            change = said.added_slug(self._resource.name, field.name)
            found = effects((self._answers(field), f"`{field.public}` is new"))
        elif field.required:
            change = said.added_required_field(
                self._resource.name,
                field.name,
                has_value=intent.backfill is not None,
                refers=field.reference is not None,
            )
            refused = f"without `{field.public}`: {self._refused}"
            if field.own and field.reference:
                refused = f"of an owner without a row of {field.reference.table}: 409"
            found = effects(
                (operations.creates, refused), (self._answers(field), f"`{field.public}` is new")
            )
        else:
            late = field.since is not None and intent.backfill is None
            text = "added; null in rows that are in the state already" if late else "added"
            change = self._change("add_field", field, text)
            found = effects((self._answers(field), f"`{field.public}` is new"))
        return replace(change, effects=found)

    def removed(self, field: Field, alike: list[str]) -> Change:
        if field.switch:
            change = removed_switch(self._resource, field)
        else:
            change = said.removed_field(self._resource.name, field.name, alike)
        found = [(self._answers(field), f"`{field.public}` is gone")]
        if field.writable:
            found.append((self._bodies(field), f"with `{field.public}`: {self._refused}"))
        found += self._filters(field)
        return replace(change, effects=effects(*found))

    def renamed(self, old: Field, new: Field, today: str, *, taken: bool) -> Change:
        """Of a field whose column, whose JSON name, or both are others."""
        alias = new.alias
        kept = alias is not None and alias.name == old.public
        # An old name whose day has passed is promised to nobody.
        kept = kept and not is_over(alias.deprecation if alias else None, today)
        change = self._rename(old, new, kept=kept, taken=taken)
        if old.public == new.public:
            return change
        if kept:
            until = alias.deprecation.sunset if alias else None
            kept_until = f" until {until}" if until else ""
            text = f"`{new.public}`, and `{old.public}` as before{kept_until}"
            found = [(self._answers(new), text)]
            return replace(change, effects=effects(*found))
        found = [(self._answers(new), f"`{old.public}` is called `{new.public}`")]
        if new.writable:
            found.append((self._bodies(new), f"with `{old.public}`: {self._refused}"))
        found += self._filters(old)
        return replace(change, effects=effects(*found))

    def _rename(self, old: Field, new: Field, *, kept: bool, taken: bool) -> Change:
        resource, ending = self._resource.name, "_with_alias" if kept else ""
        if old.name == new.name:
            rule = f"change_json_name{ending}"
            change = said.renamed_in_json(rule, resource, new.name, old.public, new.public)
            # What stands for a state of another field has no alias.
            return replace(change, otherwise=None) if new.switch else change
        rule = "rename_column" if old.public == new.public else f"rename_field{ending}"
        return said.renamed_field(
            rule, resource, new.name, old.name, known_as=old.public, taken=taken
        )

    def _filters(self, old: Field) -> list[tuple[tuple[str, ...], str]]:
        return gone_filters(self._old, self._resource, old, self._refused)

    def changed(self, old: Field, new: Field, intent: FieldIntent) -> Iterator[Change]:
        """Each thing that is another about a field."""
        operations, name, answers = self._operations, new.public, self._answers(new)
        refused = f"{self._refused}"
        yield from self._type(old, new)
        if new.nullable and not old.nullable:
            yield self._change("allow_null", new, "may be null", (answers, f"`{name}` may be null"))
        elif old.nullable and not new.nullable:
            without = f"without `{name}`, or with null: {refused}"
            null = f"with null for `{name}`: {refused}"
            pair = (operations.creates, without) if new.required else (self._bodies(new), null)
            yield self._change("require_field", new, "is never null", pair)
        yield from self._default(old, new)
        yield from self._made(old, new)
        yield from self._access(old, new)
        if old.writable == new.writable and not _at_same_moment(old, new):
            pair = (answers, f"`{name}` changes at another moment")
            text = f"is set {_moment(new)}; rows that are there keep what they have"
            yield self._change(
                "change_stamp", new, text if new.since else f"is set {new.stamp}", pair
            )
        if old.element is not None and new.element is not None:
            yield from self._bounds(old, new)
            # They are sent and read as the array is.
            element = replace(new.element, writable=new.writable, access=new.access)
            yield from self._rules(old.element, element, intent, of="items_")
        elif old.element is None and new.element is None:
            yield from self._rules(old, new, intent)
        if (old.description, old.example) != (new.description, new.example):
            yield self._change("document", new, "is described anew")

    def _rules(self, old: Field, new: Field, intent: FieldIntent, of: str = "") -> Iterator[Change]:
        """What is another about the values of a field, or about the elements of an array."""
        if (old.members != ()) == (new.members != ()):
            yield from self._bounds(old, new, of)
        elif old.members and new.type in TEXTS:
            yield from self._bounds(old, _not_of_members(old, new), of)
        yield from self._form(old, new, of)
        yield from self._members(old, new, intent, of)
        if old.trim != new.trim:
            verb = "removed" if new.trim else "kept"
            yield self._change("change_trim", new, f"blanks around it are {verb}")

    def _access(self, old: Field, new: Field) -> Iterator[Change]:
        """Whether clients may send it, and whether they can read it."""
        name, changes = new.public, self._operations.of("put", "patch")
        if old.writable and not new.writable:
            pair = (self._bodies(old), f"with `{name}`: {self._refused}")
            text = "the server sets it" if new.stamp or new.own else "clients can't send it"
            yield self._change("make_read_only", new, text, pair)
        elif new.writable and not old.writable:
            pair = (self._bodies(new), f"`{name}` may be sent")
            yield self._change("make_writable", new, "clients may send it", pair)
        elif old.changeable and not new.changeable:
            pair = (changes, f"with `{name}`: {self._refused}")
            yield self._change("make_create_only", new, "it stays what it was created with", pair)
        elif new.changeable and not old.changeable:
            pair = (changes, f"`{name}` may be sent")
            yield self._change("make_changeable", new, "clients may change it", pair)
        if old.shown and not new.shown:
            pair = (self._operations.answers, f"`{old.public}` is gone")
            yield self._change("hide_field", new, "answers don't have it", pair)
        elif new.shown and not old.shown:
            pair = (self._operations.answers, f"`{name}` is there")
            yield self._change("show_field", new, "answers have it", pair)

    def _answers(self, field: Field) -> tuple[str, ...]:
        """What answers with the field."""
        return self._operations.answers if field.shown else ()

    def _bodies(self, field: Field) -> tuple[str, ...]:
        """What takes the field."""
        rows = ("create", "put", "patch") if field.changeable else ("create",)
        found = self._operations.of(*rows) if field.writable else ()
        return (*found, *self._operations.giving(field.public))

    def _type(self, old: Field, new: Field) -> Iterator[Change]:
        before, after = form_of_field(old), form_of_field(new)
        if before == after:
            return
        rule = type_rule(before, after)
        pairs = [(self._answers(new), f"`{new.public}` is {_travels(new)}")]
        if rule == "narrow_type":
            text = f"`{new.public}` that is no {type_name(after)}: {self._refused}"
            pairs.append((self._bodies(new), text))
        change = said.changed_type(
            rule, self._resource.name, new.name, type_name(before), type_name(after)
        )
        if new.name == self._resource.key.name:
            change = said.changed_key(
                self._resource.name, f"{old.name} ({old.type})", f"{new.name} ({new.type})"
            )
        yield replace(change, effects=effects(*pairs))

    def _default(self, old: Field, new: Field) -> Iterator[Change]:
        name, creates = new.public, self._operations.creates
        if old.stamp and new.writable:
            rule = "remove_default" if new.default is None else "change_default"
            otherwise = f"{self._refused}" if new.required else "null"
            then = otherwise if new.default is None else f"{_shown(new.default)}"
            pair = (creates, f"without `{name}`: {then} instead of the time")
            yield self._change(rule, new, "the server sets it no more", pair)
        elif old.own and new.writable:
            pair = (creates, f"without `{name}`: {self._refused if new.required else 'null'}")
            yield self._change("remove_default", new, "the server sets it no more", pair)
        elif old.default == new.default or not (old.writable and new.writable):
            return
        elif old.default is None:
            pair = (creates, f"without `{name}`: {_shown(new.default)}")
            yield self._change("add_default", new, f"default {_shown(new.default)}", pair)
        elif new.default is None:
            then = str(self._refused) if new.required else "null"
            pair = (creates, f"without `{name}`: {then} instead of {_shown(old.default)}")
            yield self._change("remove_default", new, f"no default ({_shown(old.default)})", pair)
        else:
            pair = (
                creates,
                f"without `{name}`: {_shown(new.default)} instead of {_shown(old.default)}",
            )
            text = f"default {_shown(old.default)} becomes {_shown(new.default)}"
            yield self._change("change_default", new, text, pair)

    def _made(self, old: Field, new: Field) -> Iterator[Change]:
        """Whether the server makes a slug, and of what."""
        name, creates = new.public, self._operations.of("create")
        if old.made_from == new.made_from:
            return
        if old.made_from is None:
            text = f"is made of `{new.made_from}` where a create leaves it out"
            yield self._change("add_from", new, text, (creates, f"may leave out `{name}`"))
        elif new.made_from is None:
            then = str(self._refused) if new.required else "null"
            pair = (creates, f"without `{name}`: {then} instead of a slug that is made")
            yield self._change("remove_from", new, f"isn't made of `{old.made_from}`", pair)
        else:
            text = f"is made of `{new.made_from}` instead of `{old.made_from}`"
            yield self._change("change_from", new, text, (creates, f"`{name}` is another"))

    def _bounds(self, old: Field, new: Field, of: str = "") -> Iterator[Change]:
        resource, bodies = self._resource.name, self._bodies(new)
        forms, length = (form_of_field(old), form_of_field(new)), new.type in MEASURED
        name = _named(new, of)
        other = becomes_text(*forms)
        for word, side in (("min", "minimum"), ("max", "maximum")):
            before, after = None if other else _bound(old, side), _bound(new, side)
            implied = other and (not length or after is None or always_holds(*forms, word, after))
            if before == after or implied:
                continue
            change = said.changed_bound(resource, new.name, of + word, before, after)
            if change.rule.startswith("loosen"):
                text = f"{name} may be {_BEYOND[word, length]}"
            else:
                text = f"{name} {_BEYOND[word, length]} than {after}: {self._refused}"
            yield replace(change, effects=effects((bodies, text)))
        if old.pattern != new.pattern:
            change = said.changed_pattern(resource, new.name, old.pattern, new.pattern)
            text = f"{name} that doesn't match: {self._refused}"
            if new.pattern is None:
                text = f"{name} may be any text"
            yield replace(change, effects=effects((bodies, text)))

    def _form(self, old: Field, new: Field, of: str) -> Iterator[Change]:
        before, after = old.form, new.form
        if before == after:
            return
        change = said.changed_form(self._resource.name, new.name, before, after)
        pair = (self._answers(new), f"{_named(new, of)} may be any text")
        if after is not None:
            text = f"{_named(new, of)} that isn't {FORMS[after].noun}: {self._refused}"
            pair = (self._bodies(new), text)
        yield replace(change, effects=effects(pair))

    def _members(self, old: Field, new: Field, intent: FieldIntent, of: str) -> Iterator[Change]:
        name = new.public
        if new.members and not old.members:
            text = f"`{name}` that is no value of the enum: {self._refused}"
            pair = (self._bodies(new), text)
            yield self._change("restrict_values", new, "only the values of the enum", pair)
        elif old.members and not new.members:
            pair = (self._answers(new), f"`{name}` may be any text")
            yield self._change("release_values", new, "any text", pair)
        else:
            before = [member.value for member in old.members]
            after = [member.value for member in new.members]
            changes = list(
                said.changed_values(self._resource.name, new.name, before, after, intent.values)
            )
            added = [change.detail[0] for change in changes if change.rule == "add_value"]
            for change in changes:
                # What elements of an array are called now can't be said.
                asked = change.rule == "remove_value" and added and not of
                otherwise = said.other_value(change, added) if asked else None
                yield replace(change, effects=self._of_value(change, new), otherwise=otherwise)

    def _of_value(self, change: Change, field: Field) -> tuple[Effect, ...]:
        name, rule = field.public, change.rule
        if rule == "reorder_values":
            lists = self._operations.of("list")
            return effects((lists, f"sorts by `{name}` in the new order"))
        text, *now = (f"'{value}'" for value in change.detail)
        if rule == "add_value":
            return effects((self._answers(field), f"`{name}` may be {text}"))
        pairs = [(self._bodies(field), f"`{name}` {text}: {self._refused}")]
        pairs += [(self._answers(field), f"`{name}` is {other} instead") for other in now]
        return effects(*pairs)

    def _change(
        self, rule: str, field: Field, text: str, *pairs: tuple[tuple[str, ...], str]
    ) -> Change:
        place = said.field_place(self._resource.name, field.name)
        subject = f"{self._resource.name}.{field.name}"
        return Change(rule, place, subject, text, effects=effects(*pairs))


def _not_of_members(old: Field, new: Field) -> Field:
    """A text that was an enum, with those of its rules that some value of the enum breaks."""
    values = [member.value for member in old.members]
    minimum, maximum = (_bound(new, side) for side in ("minimum", "maximum"))
    return replace(
        new,
        minimum=None if all_hold(values, "min", minimum) else new.minimum,
        maximum=None if all_hold(values, "max", maximum) else new.maximum,
        pattern=None if all_hold(values, "pattern", new.pattern) else new.pattern,
    )


def _at_same_moment(old: Field, new: Field) -> bool:
    if old.since is None or new.since is None:
        return _moment(old) == _moment(new)
    return same_state(old.since, new.since)


def _moment(field: Field) -> str | None:
    """When the server writes the time."""
    return field.stamp if field.since is None else f"when {state_sql(field.since)}"


def _bound(field: Field, side: str) -> str | None:
    """A bound that somebody set; what the type can hold is none."""
    bound = field.minimum if side == "minimum" else field.maximum
    if bound is None or bound == INT_RANGES.get(field.type, (None, None))[side == "maximum"]:
        return None
    if field.type in MEASURED and side == "minimum" and not bound:
        return None
    return str(bound)


def _named(field: Field, of: str) -> str:
    return f"an element of `{field.public}`" if of else f"`{field.public}`"


def _shown(value: Value | None) -> str:
    """A value of the spec as people read it."""
    if isinstance(value, JsonText):
        return value.text
    return repr([*value] if isinstance(value, tuple) else value)


def _travels(field: Field) -> str:
    return {
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "bigint": "a number as text",
        "decimal": "a number as text",
        "array": "a list",
        "json": "any JSON value",
    }.get(field.type, f"text ({field.type})")
