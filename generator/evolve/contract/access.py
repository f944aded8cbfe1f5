"""What changes for clients in who reads the rows of a resource."""

from collections.abc import Iterable, Iterator

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.operations import Operations
from generator.model.app import App
from generator.model.resource import Resource

Pairs = Iterable[tuple[Resource, Resource]]


def access_changes(old_app: App, new_app: App, pairs: Pairs) -> Iterator[Change]:
    """Rows that everybody reads now, or nobody but their owners."""
    for old, new in pairs:
        if old.public != new.public:
            yield _opened(old_app, new, new_app) if new.public else _closed(new, new_app)


def _opened(old_app: App, new: Resource, app: App) -> Change:
    text = "`read` [owner] becomes [public, owner]"
    change = Change("open_reading", ("resources", str(new.name)), str(new.name), text)
    reads, writes = _reads(new), _writes(new)
    effects = [(reads, "the rows of all owners, and no token is needed")]
    if old_app.foreign_status != 403:
        effects.append((writes, "a row of somebody else's: 403 instead of 404"))
    effects += [
        (bodies, f"`{field}` may be {meaning}") for bodies, field, meaning in _referring(new, app)
    ]
    return said.with_effects(change, *effects)


def _closed(new: Resource, app: App) -> Change:
    text = "`read` [public, owner] becomes [owner]"
    change = Change("close_reading", ("resources", str(new.name)), str(new.name), text)
    effects = [(_reads(new), "the caller's own rows, and 401 without a token")]
    if app.foreign_status != 403:
        effects.append((_writes(new), "a row of somebody else's: 404 instead of 403"))
    refused = app.validation_status
    effects += [
        (bodies, f"with `{field}` that is not {meaning}: {refused}")
        for bodies, field, meaning in _referring(new, app)
    ]
    return said.with_effects(change, *effects)


def _reads(resource: Resource) -> tuple[str, ...]:
    operations = Operations(resource)
    return (*operations.of("list", "read"), *map(operations.stat, resource.stats))


def _writes(resource: Resource) -> tuple[str, ...]:
    operations = Operations(resource)
    return (*operations.of("put", "patch", "delete"), *map(operations.action, resource.actions))


def _referring(target: Resource, app: App) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What takes the key of such a row: the operations, the field, and what it is."""
    for resource in app.resources:
        operations = Operations(resource)
        for field in resource.references:
            if field.reference and field.reference.resource == target.name:
                bodies = (*operations.taking(field), *operations.giving(field.public))
                yield bodies, field.public, field.reference.meaning
