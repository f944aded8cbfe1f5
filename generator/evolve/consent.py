"""What the spec consents to, and what it says of a past that is over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diagnostics import DataPath, suggest
from generator.evolve.changes import Change
from generator.evolve.database.difference import AddColumn, Difference, RequireValue
from generator.evolve.rules import RULES
from generator.evolve.said import quoted
from generator.model.intents import Consent, Intents

_DONE = "`was: {}` has been done: remove it when nothing older is compared with"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a spec can't be generated from as it is."""

    code: str
    message: str
    place: DataPath
    hint: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the spec says, but needs to say no more."""

    text: str
    place: DataPath


def problems(changes: Iterable[Change], intents: Intents) -> list[Problem]:
    """What the spec has to say before anything is written."""
    changes = list(changes)
    found = [*_unknown(intents.consents)]
    asked: set[DataPath] = set()
    for change in changes:
        what = f"{change.subject}: {change.text}"
        if change.by_hand is not None:
            found.append(Problem("E704", what, change.place, change.by_hand))
        elif change.need is not None:
            found.append(Problem("E703", what, change.place, change.need))
        if change.by_hand is None and not is_consented(change, intents):
            message = f"{what} ({change.judged}: {_lower(change.kind.purpose)})"
            hints = []
            if change.place not in asked:
                listed = ", ".join(map(quoted, _words(change.place, changes)))
                hints.append(f"add `consent: [{listed}]` to {_place(change.place)}")
            asked.add(change.place)
            hints += [change.otherwise] if change.otherwise else []
            found.append(Problem("E702", message, change.place, "; or ".join(hints)))
    return found


def notes(
    changes: Iterable[Change], differences: Iterable[Difference], intents: Intents
) -> list[Note]:
    """What has done its work and can be removed."""
    changes = list(changes)
    wanted = {(change.place, change.words) for change in changes if change.needs_consent}
    found = [
        Note(f"the consent to '{consent.words}' applies to nothing: remove it", consent.place)
        for consent in intents.consents
        if (consent.place, consent.words) not in wanted and _rule(consent) in RULES
    ]
    renamed = {change.subject for change in changes if change.rule.startswith("rename_")}
    for name, was in intents.resources.items():
        if name not in renamed:
            found.append(Note(_DONE.format(was), ("resources", name, "was")))
    filled = {
        (found.table.resource, found.column.name)
        for found in differences
        if isinstance(found, AddColumn | RequireValue)
    }
    for (resource, field), intent in intents.fields.items():
        place: DataPath = ("resources", resource, "fields", field)
        if intent.was and f"{resource}.{field}" not in renamed:
            found.append(Note(_DONE.format(intent.was), (*place, "was")))
        if intent.backfill is not None and (resource, field) not in filled:
            text = "`backfill` applies to nothing: remove it"
            found.append(Note(text, (*place, "backfill")))
    return found


def is_consented(change: Change, intents: Intents) -> bool:
    """Whether the spec says that somebody knows, if anybody has to."""
    return not change.needs_consent or Consent(change.place, change.words) in intents.consents


def _words(place: DataPath, changes: Iterable[Change]) -> list[str]:
    """All that one place has to consent to, so that its line need be written only once."""
    return [
        change.words
        for change in changes
        if change.place == place and change.needs_consent and change.by_hand is None
    ]


def _unknown(consents: Iterable[Consent]) -> Iterator[Problem]:
    for consent in consents:
        rule = _rule(consent)
        if rule not in RULES:
            close = suggest(rule, RULES)
            hint = f"did you mean '{close}'?" if close else "make plan prints the words"
            yield Problem(
                "E705", f"no change is called '{rule}'", (*consent.place, "consent"), hint
            )


def _rule(consent: Consent) -> str:
    return consent.words.partition(" ")[0]


def _place(place: DataPath) -> str:
    """Where to write it."""
    match place:
        case ("resources", resource):
            return f"the resource {resource}"
        case ("resources", resource, "fields", field):
            return f"the field {field} of {resource}"
    return "api"


def _lower(text: str) -> str:
    text = text.removesuffix(".")
    # PUT and the like stay.
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
