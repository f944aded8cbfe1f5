"""The words that say that something will go away."""

from pydantic import Field as Key

from generator.language.paths import ListPath
from generator.language.shape import Shape
from generator.language.words import Day, Instead, Name


class Ending(Shape):
    """When something goes away."""

    since: Day = Key(description="Day since which clients are told.", examples=["2026-11-21"])
    sunset: Day | None = Key(
        default=None,
        description="Day until which it works for sure; removing it from the spec ends it.",
        examples=["2027-06-30"],
    )


class Deprecated(Ending):
    """That something will go away, and what to use instead."""

    noun = "a deprecation"
    sample = "{since: 2026-11-21, sunset: 2027-06-30, use: note}"

    use: Instead | None = Key(default=None, description="What to use instead.")


class Alias(Ending):
    """The old name of a field in JSON, which works beside the new one."""

    noun = "an alias"
    sample = "{name: old_name, since: 2026-11-21, sunset: 2027-06-30}"

    name: Name = Key(description="The old name.", examples=["old_name"])


class PathAlias(Ending):
    """The old path of a resource, which works beside the new one."""

    noun = "an alias"
    sample = "{name: /old-path, since: 2026-11-21, sunset: 2027-06-30}"

    name: ListPath = Key(description="The old path.", examples=["/todos"])
