"""Which of the old names that the spec gives still tell something.

`was: old_name` stays in the spec after the run that it was written for. It counts as long as the
old name is there and the new one is free, or about to be.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from generator.model.intents import Intents


def telling(intents: Intents, there: Mapping[str, Collection[str]]) -> Intents:
    """The same without names that are spent; `there` are the resources before, and their fields."""
    resources = _telling(intents.resources, there)
    fields = dict(intents.fields)
    for resource in {resource for resource, _ in fields}:
        was = {
            name: intent.was
            for (owner, name), intent in intents.fields.items()
            if owner == resource and intent.was is not None
        }
        still = _telling(was, there.get(resources.get(resource, resource), ()))
        for name in was.keys() - still.keys():
            fields[(resource, name)] = replace(fields[(resource, name)], was=None)
    return replace(intents, resources=resources, fields=fields)


def _telling(wanted: Mapping[str, str], there: Collection[str]) -> dict[str, str]:
    """New names with their old ones; each that doesn't count may keep another from being free."""
    found = {name: was for name, was in wanted.items() if was in there}
    while True:
        leaving = {*found.values()}
        still = {name: was for name, was in found.items() if name not in there or name in leaving}
        if still == found:
            return found
        found = still
