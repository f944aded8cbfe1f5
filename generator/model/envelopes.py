"""The form of an answer, resolved: JSON with places for what the answer holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.model import names


@dataclass(frozen=True, slots=True)
class Envelope:
    """The form of an answer."""

    # The form as JSON; a text that begins with `$` is a word for what the answer holds.
    json: str

    @property
    def tree(self) -> dict[str, Any]:
        """The form as data."""
        tree: dict[str, Any] = json.loads(self.json)
        return tree

    @property
    def words(self) -> frozenset[str]:
        """What an answer of this form holds."""
        return frozenset(value for _, value in leaves(self.tree) if is_word(value))

    def place(self, word: str) -> tuple[str, ...] | None:
        """The keys that lead to what the word stands for, where it is in the form."""
        return next((path for path, value in leaves(self.tree) if value == word), None)

    def classes(self, name: names.ClassName) -> dict[tuple[str, ...], names.ClassName]:
        """The class of each object in it, by the keys that lead there; the innermost first."""
        found: dict[tuple[str, ...], names.ClassName] = {}
        _name_classes(self.tree, name, (), found)
        return found


def _name_classes(
    tree: Mapping[str, Any],
    name: names.ClassName,
    path: tuple[str, ...],
    found: dict[tuple[str, ...], names.ClassName],
) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            inner = names.class_within(name, key, [*found.values(), name])
            _name_classes(value, inner, (*path, key), found)
    found[path] = name


def leaves(
    tree: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every constant and every word, with the keys that lead there."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def is_word(value: object) -> bool:
    """Whether a leaf stands for something that the answer holds."""
    return isinstance(value, str) and value.startswith("$")
