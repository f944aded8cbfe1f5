"""What the spec says of the way from the application before to this one: not part of either."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.diagnostics import DataPath
from generator.model.fields import Value


@dataclass(frozen=True, slots=True)
class Consent:
    """That somebody knows what a change breaks."""

    # Where the spec says so: at the field, the resource or the API that it is about.
    place: DataPath
    # The rule and what it is about, as the plan prints them.
    words: str


@dataclass(frozen=True, slots=True)
class FieldIntent:
    """What the spec says of a field's past."""

    # Its name before, if it had another.
    was: str | None = None
    # What rows get that have no value.
    backfill: Value | None = None
    # Values that go away, and what rows that have them get.
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intents:
    """All that the spec says of the past."""

    # The names before, by the names of resources.
    resources: Mapping[str, str] = field(default_factory=dict)
    # By resource and field; fields without a past are left out.
    fields: Mapping[tuple[str, str], FieldIntent] = field(default_factory=dict)
    consents: tuple[Consent, ...] = ()

    def names(self) -> Iterator[str]:
        """Each new name with the one before it, as it is remembered."""
        for resource, was in self.resources.items():
            yield f"{resource} was {was}"
        for (resource, name), intent in self.fields.items():
            if intent.was is not None:
                yield f"{resource}.{name} was {intent.was}"

    def without(self, done: Collection[str]) -> "Intents":
        """The same without names that things have got already.

        `was` may stay in the spec; two fields that once changed names must not do so again.
        """
        resources = {
            name: was for name, was in self.resources.items() if f"{name} was {was}" not in done
        }
        fields = {
            (resource, name): (
                replace(intent, was=None)
                if f"{resource}.{name} was {intent.was}" in done
                else intent
            )
            for (resource, name), intent in self.fields.items()
        }
        return replace(self, resources=resources, fields=fields)

    def of(self, resource: str | None, name: str) -> FieldIntent:
        """What is said of a field's past."""
        return self.fields.get((resource or "", name), FieldIntent())
