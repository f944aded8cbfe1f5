"""What changes for clients in the forms of answers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.evolve import said
from generator.evolve.changes import Change, Effect
from generator.evolve.contract.operations import Operations, effects
from generator.model.app import App
from generator.model.envelopes import Envelope
from generator.model.resource import Resource

Pairs: TypeAlias = Sequence[tuple[Resource, Resource]]
"""Resources as they were and as they are."""


# The most that a report shows of a form.
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers of one kind, which have a form."""

    form: Literal["list_form", "row_form", "deleted_form"]
    noun: str
    plain: str

    @property
    def rule(self) -> str:
        return f"change_{self.form}"

    def of(self, owner: App | Resource) -> Envelope | None:
        found: Envelope | None = getattr(owner, self.form)
        return found

    def operations(self, resource: Resource) -> tuple[str, ...]:
        known = Operations(resource)
        if self.form == "list_form":
            return known.of("list")
        return known.of("delete") if self.form == "deleted_form" else known.rows

    def effects(self, old: Resource, new: Resource) -> tuple[Effect, ...]:
        """What clients of a resource notice, where it had such routes before."""
        before, after = (_shown(self.of(each), self.plain) for each in (old, new))
        operations = self.operations(new) if self.operations(old) else ()
        return effects((operations, f"{after} instead of {before}"))


_KINDS = (
    _Answers("list_form", "lists", "a bare list"),
    _Answers("row_form", "rows", "the bare row"),
    _Answers("deleted_form", "deletes", "204"),
)


def form_changes(old: App, new: App, pairs: Pairs) -> Iterator[Change]:
    """Forms of answers that are others: one change where the form of the whole API is."""
    if old.error_form != new.error_form:
        before, after = (_shown(each.error_form, "problem") for each in (old, new))
        change = Change("change_error_form", ("api",), "the API", "the form of errors changes")
        yield said.with_effects(change, ((), f"every error: {after} instead of {before}"))
    for kind in _KINDS:
        changed = [
            (after.name, kind.effects(before, after))
            for before, after in pairs
            if kind.of(before) != kind.of(after)
        ]
        found = [(str(name), noticed) for name, noticed in changed if noticed]
        text = f"the form of {kind.noun} changes"
        if kind.of(old) == kind.of(new):
            for name, noticed in found:
                yield Change(kind.rule, ("resources", name), name, text, effects=noticed)
        elif found:
            every = tuple(effect for _, noticed in found for effect in noticed)
            yield Change(kind.rule, ("api",), "the API", text, effects=every)


def _shown(form: Envelope | None, plain: str) -> str:
    if form is None:
        return plain
    text = form.json if form.json.isprintable() else json.dumps(form.tree)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
