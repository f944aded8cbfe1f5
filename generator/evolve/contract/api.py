"""What changes for clients: in the API as a whole, and resource by resource."""

from collections.abc import Iterator

from generator.evolve import said
from generator.evolve.changes import Change
from generator.evolve.contract.access import access_changes
from generator.evolve.contract.across import Names, with_lists_across
from generator.evolve.contract.belonging import as_now, nested_changes
from generator.evolve.contract.computed import computed_changes
from generator.evolve.contract.envelopes import form_changes
from generator.evolve.contract.expansions import expansion_changes, held
from generator.evolve.contract.fields import field_changes, field_renames
from generator.evolve.contract.hooks import hook_changes
from generator.evolve.contract.links import link_changes, link_renames
from generator.evolve.contract.lists import list_changes
from generator.evolve.contract.operations import Operations, effects
from generator.evolve.contract.owners import owner_change
from generator.evolve.contract.references import reference_changes
from generator.evolve.contract.routes import route_changes
from generator.evolve.contract.stats import stat_changes
from generator.evolve.contract.uniques import unique_changes
from generator.evolve.past import called, renamed, taken
from generator.model.app import App
from generator.model.intents import Intents
from generator.model.resource import Resource


def contract_changes(old: App, new: App, intents: Intents, today: str) -> Iterator[Change]:
    """Everything that clients can notice; what was promised until before today may end."""
    return held(_changes(old, new, intents, today), new)


def _changes(old: App, new: App, intents: Intents, today: str) -> Iterator[Change]:
    yield from _api(old, new)
    yield from _access(old, new)
    changes = _resources(old, new, intents, today)
    yield from with_lists_across(changes, new.resources, new.validation_status)


def _resources(old: App, new: App, intents: Intents, today: str) -> Iterator[Change]:
    after = {str(resource.name): resource for resource in new.resources}
    there = {str(resource.name) for resource in old.resources}
    now = renamed(there, {name: intents.resources.get(name) for name in after})
    busy = taken(there, now)
    names = called(there, now)
    before = {names[resource.name]: resource for resource in old.resources}
    added = [name for name in after if name not in before]
    pairs = [(before[name], resource) for name, resource in after.items() if name in before]
    fields = {str(to.name): _renamed_fields(was, to, intents) for was, to in pairs}
    every, refused = Names(names, fields), new.validation_status
    renames = {str(now.name): field_renames(was, now, intents) for was, now in pairs}
    yield from form_changes(old, new, pairs)
    yield from access_changes(old, new, pairs)
    for name, resource in after.items():
        if name in before and before[name].name in busy:
            yield said.renamed_resource(name, before[name].name, taken=True)
        elif name in before:
            was = as_now(before[name], before, after, intents)
            yield from _resource(was, resource, intents, every, refused, today)
            yield from link_changes(before[name], resource, intents, names, refused)
            yield from reference_changes(
                before[name], resource, renames[name], names, after, refused
            )
            yield from expansion_changes(before[name], resource, names, renames, refused)
        else:
            found = effects((Operations(resource).all, "new"))
            yield Change("add_resource", ("resources", name), name, "added", effects=found)
    for name, resource in before.items():
        if name not in after:
            change = said.removed_resource(resource.name, added)
            yield said.with_effects(change, (Operations(resource).all, "404"))


def _resource(
    old: Resource, new: Resource, intents: Intents, names: Names, refused: int, today: str
) -> Iterator[Change]:
    place, name = ("resources", str(new.name)), str(new.name)
    if old.name != new.name:
        change = said.renamed_resource(name, old.name)
        pair = ((), f"the schemas {old.name}... are called {new.name}...")
        yield said.with_effects(change, pair)
    renames = field_renames(old, new, intents)
    other_owner = owner_change(old, new, renames, names.resources)
    if other_owner is not None:
        yield other_owner
    elif old.key.name != new.key.name and intents.of(name, new.key.name).was != old.key.name:
        yield said.changed_key(name, old.key.name, new.key.name)
    fields = _renamed_fields(old, new, intents)
    yield from field_changes(old, new, intents, refused, today)
    yield from unique_changes(old, new, fields)
    yield from list_changes(old, new, fields, names, refused, today)
    yield from route_changes(old, new, fields, intents, today)
    yield from nested_changes(old, new)
    yield from hook_changes(old, new)
    yield from computed_changes(old, new, refused)
    yield from stat_changes(old, new, fields)
    if old.description != new.description:
        yield Change("document", place, name, "is described anew")


def _renamed_fields(old: Resource, new: Resource, intents: Intents) -> dict[str, str]:
    """The new names of the fields that are still there."""
    declared = (*old.fields, *old.computed)
    fields = {str(field.name): str(field.name) for field in declared if _still(field.name, new)}
    return fields | field_renames(old, new, intents) | link_renames(old, new, intents)


def _still(field: str, resource: Resource) -> bool:
    return field in {other.name for other in (*resource.fields, *resource.computed)}


def _api(old: App, new: App) -> Iterator[Change]:
    place = ("api",)

    def change(rule: str, text: str, effect: str, *detail: str) -> Change:
        return said.with_effects(Change(rule, place, "the API", text, detail), ((), effect))

    if old.prefix != new.prefix:
        text = f"prefix {old.prefix or '/'} becomes {new.prefix or '/'}"
        yield change("move_api", text, "every path: 404 at the old one", str(new.prefix or "/"))
    if old.user_path != new.user_path:
        text = f"user_path {old.user_path or 'none'} becomes {new.user_path or 'none'}"
        effect = "every path of a resource: 404 at the old one"
        yield change("change_user_path", text, effect, str(new.user_path or "none"))
    for origin in old.cors:
        if origin not in new.cors:
            text, effect = f"origin {origin} removed", f"browsers at {origin} are refused"
            yield change("remove_origin", text, effect, origin)
    for origin in new.cors:
        if origin not in old.cors:
            text, effect = f"origin {origin} added", f"browsers at {origin} may call"
            yield change("add_origin", text, effect, origin)
    if old.validation_status != new.validation_status:
        status = str(new.validation_status)
        text = f"status {old.validation_status} becomes {status}"
        effect = f"a request that breaks a rule: {status} instead of {old.validation_status}"
        yield change("change_validation_status", text, effect, status)
    if old.foreign_status != new.foreign_status:
        status = str(new.foreign_status)
        rule = "reveal_foreign" if new.foreign_status == 403 else "hide_foreign"
        effect = f"a row of somebody else's: {status} instead of {old.foreign_status}"
        yield change(rule, f"status {old.foreign_status} becomes {status}", effect)
    # Another version is no change by itself: the changelog is headed with it.
    if (old.title, old.description) != (new.title, new.description):
        yield Change("document", place, "the API", "is described anew")


def _access(old: App, new: App) -> Iterator[Change]:
    place = ("api",)

    def change(rule: str, text: str, effect: str, *detail: str) -> Change:
        return said.with_effects(Change(rule, place, "auth", text, detail), ((), effect))

    if old.jwt != new.jwt:
        effect = f"tokens of kind {old.jwt}: 401"
        yield change("change_tokens", f"jwt {old.jwt} becomes {new.jwt}", effect, new.jwt)
    if old.user_claims != new.user_claims:
        claims = " ".join(new.user_claims)
        text = (
            f"the caller's claim {', '.join(old.user_claims)} becomes {', '.join(new.user_claims)}"
        )
        effect = "tokens reach the rows of whoever the new claim names"
        yield change("change_user_claim", text, effect, claims)
    if old.role_claims != new.role_claims:
        claims = " ".join(new.role_claims)
        text = f"the roles' claim {', '.join(old.role_claims)} becomes {', '.join(new.role_claims)}"
        yield change("change_role_claim", text, "callers have other roles", claims)
