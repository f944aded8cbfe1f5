"""What clients were told of an end: that it comes, when, and that it doesn't."""

from collections.abc import Iterator

from generator.diagnostics import DataPath
from generator.evolve.changes import Change
from generator.evolve.contract.operations import effects
from generator.model.app import Deprecation


def promises(
    old: Deprecation | None,
    new: Deprecation | None,
    place: DataPath,
    subject: str,
    what: str,
    operations: tuple[str, ...],
) -> Iterator[Change]:
    """Of something within the subject, or of the subject itself where `what` is empty."""
    named, detail = (f"`{what}`: ", (what,)) if what else ("", ())
    if new is None and old is not None:
        yield Change("undeprecate", place, subject, f"{named}deprecated no more", detail)
    elif new is not None and old is None:
        until = f" until {new.sunset}" if new.sunset else ""
        found = effects((operations, "answers say so in their headers where it is used"))
        text = f"{named}deprecated since {new.since}{until}"
        yield Change("deprecate", place, subject, text, detail, found)
    elif new is not None and old is not None and old.sunset != new.sunset:
        earlier = new.sunset is not None and (old.sunset is None or new.sunset < old.sunset)
        if earlier and old.sunset is not None:
            text = f"{named}it ends on {new.sunset} instead of {old.sunset}"
            ends = (*detail, str(new.sunset))
            found = effects((operations, f"it is promised until {new.sunset} only"))
            yield Change("hasten_sunset", place, subject, text, ends, found)
        else:
            yield Change("document", place, subject, "is described anew")


def is_over(deprecation: Deprecation | None, today: str) -> bool:
    """Whether the day has passed that was promised."""
    return deprecation is not None and bool(deprecation.sunset) and str(deprecation.sunset) < today
