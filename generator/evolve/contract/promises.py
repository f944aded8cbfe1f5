"""What clients were told of an end: that it comes, when, and that it doesn't."""

from collections.abc import Iterator

from generator.diagnostics import DataPath
from generator.evolve.changes import Change
from generator.evolve.contract.operations import effects
from generator.model.fields import Deprecation


def promises(
    old: Deprecation | None,
    new: Deprecation | None,
    place: DataPath,
    subject: str,
    what: str,
    operations: tuple[str, ...],
    today: str,
) -> Iterator[Change]:
    """Of something within the subject, or of the subject itself where `what` is empty."""
    named, detail = (f"`{what}`: ", (what,)) if what else ("", ())
    if new is None and old is not None:
        yield Change("undeprecate", place, subject, f"{named}deprecated no more", detail)
    if new is None or new == old:
        return
    until = f" until {new.sunset}" if new.sunset else ", without an end"
    if _is_sooner(old, new, today):
        ends = f"instead of {old.sunset}" if old and old.sunset else "at once"
        found = effects((operations, f"it is promised until {new.sunset} only"))
        text = f"{named}it ends on {new.sunset} {ends}"
        yield Change("hasten_sunset", place, subject, text, (*detail, str(new.sunset)), found)
    else:
        found = effects((operations, "answers say so in their headers where it is used"))
        text = f"{named}deprecated since {new.since}{until}"
        yield Change("deprecate", place, subject, text, detail, found)


def _is_sooner(old: Deprecation | None, new: Deprecation, today: str) -> bool:
    """Whether it ends before the day that was promised, or has ended before it was announced."""
    if new.sunset is None or (old is not None and old.sunset == new.sunset):
        return False
    promised = old.sunset if old is not None else None
    return new.sunset < (promised or today)


def is_over(deprecation: Deprecation | None, today: str) -> bool:
    """Whether the day has passed that was promised."""
    return deprecation is not None and bool(deprecation.sunset) and str(deprecation.sunset) < today
