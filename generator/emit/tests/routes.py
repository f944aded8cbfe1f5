"""The methods and keys that emitted tests try."""

from collections.abc import Sequence

from generator.emit.filters import by_name
from generator.emit.tests.access import looking
from generator.emit.tests.actions import given_body
from generator.model.app import App
from generator.model.fields import Scalar
from generator.model.resolve.values import TEXTS, value_problem
from generator.model.resolve.varied import ENOUGH, varied
from generator.model.resource import Resource

# The last of the numbers that rows are told apart by: no test makes so many.
NOBODYS = ENOUGH - 1


# Routes.


def row_requests(resource: Resource) -> list[tuple[str, str, str]]:
    """Every route about one row: method, what follows the key, and the name of a body."""
    requests = []
    if "read" in resource.routes:
        requests.append(("GET", "", "None"))
    if "put" in resource.routes:
        requests.append(("PUT", "", "CHANGED"))
    if "patch" in resource.routes:
        requests += [("PATCH", "", "CHANGED"), ("PATCH", "", "{}")]
    requests += [
        (action.method, f"/{action.segment}", given_body(action, resource))
        for action in resource.actions
    ]
    if "delete" in resource.routes:
        requests.append(("DELETE", "", "None"))
    return requests


def open_routes(resource: Resource) -> list[tuple[str, str]]:
    """The routes about one row that aren't refused to others: method, and what follows the key."""
    marking = [(action.method, f"/{action.segment}") for action in resource.actions if action.mark]
    return [*([("GET", "")] if "read" in resource.routes else []), *marking]


def owners_requests(resource: Resource) -> list[tuple[str, str, str]]:
    """The requests about one row that are refused to all but its owner."""
    requests = row_requests(resource)
    if not resource.public:
        return requests
    return [request for request in requests if request[:2] not in open_routes(resource)]


def read_paths(resource: Resource, rows: str) -> list[str]:
    """The paths that answer a GET, as tests write them: `rows` is what those of rows begin with."""
    paths = {"list": "PATH", "read": "path_of(row)"}
    found = [path for route, path in paths.items() if route in resource.routes]
    return found + [f'f"{{{rows}}}/stats/{stat.name}"' for stat in resource.stats]


def collection_methods(resource: Resource) -> list[str]:
    """The methods that the list's path takes."""
    offered = {"list": "GET", "create": "POST"}
    return sorted(offered[route] for route in resource.routes if route in offered)


def row_methods(resource: Resource) -> list[str]:
    """The methods that a row's path takes."""
    offered = {"read": "GET", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}
    return sorted(offered[route] for route in resource.routes if route in offered)


def unused_method(methods: Sequence[str]) -> str | None:
    """A method that isn't among these."""
    return next(
        (each for each in ("DELETE", "PUT", "PATCH", "POST", "GET") if each not in methods), None
    )


def write_methods(resource: Resource) -> list[str]:
    """The methods that change a row with a body."""
    return [method for method in row_methods(resource) if method in ("PUT", "PATCH")]


def missing_key(resource: Resource) -> Scalar:
    """A key that no row has."""
    keys: dict[str, Scalar] = {
        "uuid": "0197a3c4-0000-7000-8000-000000000000",
        "int": 2**31 - 1,
        "bigint": 2**63 - 1,
    }
    return keys[resource.key.type]


def missing_address(resource: Resource) -> Scalar:
    """What paths name no row by."""
    way = varied(resource.address)
    return missing_key(resource) if resource.lookup is None or way is None else way.value(NOBODYS)


def malformed_address(resource: Resource) -> str:
    """What paths can't name a row by; a text may be nearly anything."""
    field = resource.address
    if field.type not in TEXTS:
        return "nonsense"
    tried = ("nonsense", "No-Name", "x~", "9" * (int(field.maximum or 0) + 1))
    return next(text for text in tried if value_problem(field, text))


def inserting(app: App) -> bool:
    """Whether tests must look past the API: it can't make, or can't read, all that they need."""
    return (
        app.foreign_users is not None
        or looking(app)
        or app.refers
        or app.public
        or any(not {"create", "read"} <= set(resource.routes) for resource in app.resources)
    )


def body_target(app: App) -> str | None:
    """A path that takes a POST with a body."""
    return next((r.path for r in app.resources if "create" in r.routes), None)


FILTERS = by_name(
    body_target,
    collection_methods,
    inserting,
    malformed_address,
    missing_address,
    open_routes,
    owners_requests,
    read_paths,
    row_methods,
    row_requests,
    unused_method,
    write_methods,
)
