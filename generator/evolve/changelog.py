"""What clients read of every change: the entries, and the page that is made of them."""

from collections.abc import Iterable, Iterator, Sequence

from generator.emit.render import render_one
from generator.evolve.changes import Change
from generator.model.app import App
from generator.model.data import JSON

PAGE = "CHANGELOG.md"
_GROUPS = {"exposing": "Exposing", "breaking": "Breaking"}
_OTHERS = "Compatible"


def entry(app: App, changes: Iterable[Change]) -> JSON:
    """What one run changed for clients."""
    return {
        "version": app.version,
        "changes": [
            {
                "class": change.kind.clients,
                "text": f"`{change.subject}`: {change.text}",
                "effects": [_effect(effect.operations, effect.text) for effect in change.effects],
            }
            for change in changes
        ],
    }


def page(app: App, entries: Sequence[JSON]) -> str:
    """The changelog, newest first."""
    return render_one("core/changelog.md.jinja", app=app, versions=[*_versions(entries)])


def _effect(operations: Sequence[str], text: str) -> str:
    listed = ", ".join(f"`{operation}`" for operation in operations)
    return f"{listed}: {text}" if listed else text


def _versions(entries: Sequence[JSON]) -> Iterator[tuple[str, list[tuple[str, list[JSON]]]]]:
    """Each version with its groups; runs of one version together."""
    versions: dict[str, dict[str, list[JSON]]] = {}
    for item in reversed(entries):
        if isinstance(item, dict) and isinstance(changes := item.get("changes"), list):
            groups = versions.setdefault(
                str(item.get("version")), {title: [] for title in (*_GROUPS.values(), _OTHERS)}
            )
            for change in changes:
                if isinstance(change, dict) and isinstance(change.get("effects"), list):
                    groups[_GROUPS.get(str(change.get("class")), _OTHERS)].append(change)
    for version, groups in versions.items():
        yield version, [(title, found) for title, found in groups.items() if found]
