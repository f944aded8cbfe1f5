"""A change as people judge it: which rule it falls under, what it is about, who notices."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.diagnostics import DataPath
from generator.evolve.rules import NEED_CONSENT, ORDER, RULES, Class, Rule


@dataclass(frozen=True, slots=True)
class Effect:
    """What clients notice."""

    # Methods and paths; empty for the whole API.
    operations: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the spec, for the database and for clients."""

    # The identifier of its rule.
    rule: str
    # Where in the new spec consent is given.
    place: DataPath
    # What changes: `Task.title`.
    subject: str
    # What happens to it, to be read behind the subject: "renamed from 'name'".
    text: str
    # What the words of consent end in: the name of what is gone, the new bound.
    detail: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    # What the spec has to say before anything can be done; no consent replaces it.
    need: str | None = None
    # Why it is not done, and how to do it by hand.
    by_hand: str | None = None
    # What else it could be, if the spec said so.
    otherwise: str | None = None

    @property
    def kind(self) -> Rule:
        """The rule that it falls under."""
        return RULES[self.rule]

    @property
    def judged(self) -> Class:
        """How bad it is at worst."""
        return self.kind.judged

    @property
    def words(self) -> str:
        """The words of consent."""
        return " ".join((self.rule, *self.detail))

    @property
    def needs_consent(self) -> bool:
        """Whether the spec has to say that somebody knows."""
        return self.judged in NEED_CONSENT


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Each change once, the worst first: the database and the contract may both have found it."""
    found: dict[tuple[DataPath, str, str], Change] = {}
    for change in changes:
        key = (change.place, change.subject, change.words)
        known = found.get(key)
        found[key] = change if known is None else _joined(known, change)
    return tuple(sorted(found.values(), key=lambda change: -ORDER.index(change.judged)))


def _joined(one: Change, other: Change) -> Change:
    return replace(
        one,
        effects=(*one.effects, *(new for new in other.effects if new not in one.effects)),
        need=one.need or other.need,
        by_hand=one.by_hand or other.by_hand,
        otherwise=one.otherwise or other.otherwise,
    )
