"""The operations of a resource: parameters, bodies and answers."""

from collections.abc import Iterable
from typing import Any

from generator.emit import limits
from generator.emit.descriptions import (
    ORDER,
    action_description,
    choice_description,
    filter_description,
    sort_description,
    whose,
    with_note,
)
from generator.emit.expansions import EXPAND
from generator.emit.links import (
    link_description,
    link_of,
    link_statuses,
    linked_item,
    linked_meaning,
    listed_key,
    unlink_description,
    unlink_statuses,
    unlinked_meaning,
)
from generator.emit.nested import (
    below,
    choices_below,
    nested_create_statuses,
    operators_below,
)
from generator.emit.openapi.answers import deleted_class, page_class, row_class
from generator.emit.openapi.expansions import expand_schema
from generator.emit.openapi.schemas import (
    Schema,
    address_schema,
    array_of,
    choice_schema,
    filter_schema,
    one_of,
    reference,
)
from generator.emit.openapi.stats import stat_schema
from generator.emit.python.actions import action_statuses
from generator.emit.python.lists import sort_values
from generator.emit.python.routes import (
    create_statuses,
    delete_statuses,
    read_statuses,
    write_statuses,
)
from generator.emit.stats import stat_description, stat_meaning, stat_operation
from generator.model import names
from generator.model.actions import Action
from generator.model.app import App
from generator.model.fields import Deprecation, Field
from generator.model.lists import ChoiceFilter, OperatorFilter
from generator.model.relations import Nested
from generator.model.resource import Resource
from generator.model.stats import Stat

BEARER: list[dict[str, list[str]]] = [{"bearer": []}]
# That there may be none.
OPTIONAL: list[dict[str, list[str]]] = [*BEARER, {}]

_MEANINGS = {
    400: "The request can't be read.",
    401: "There is no valid token.",
    403: "It belongs to another user.",
    404: "It isn't there.",
    409: "The data as it stands doesn't allow it.",
    413: "The body is too large.",
    415: "The body isn't declared as JSON.",
    503: "The database can't be reached just now.",
    504: "It took too long and was stopped.",
}
_CURSOR = "Where to go on: empty for the first page, then as `Link` says; no `offset`."
_CHANGED = "absent keeps, null clears."


def _header(kind: str, description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}


_HEADERS = {
    401: {"WWW-Authenticate": _header("string", "Which token is needed.")},
    503: {"Retry-After": _header("integer", "After how many seconds to try again.")},
}
_CREATED = {"Location": _header("string", "The path of what was created.")}
_PAGE = {"Link": _header("string", "The first, previous and next page: RFC 8288.")}
_COUNTED = {"X-Total-Count": _header("integer", "How many rows match on all pages.")}
_SINCE = {"Deprecation": _header("string", "Since when: RFC 9745.")}
_SUNSET = {"Sunset": _header("string", "Until when it works: RFC 8594.")}
_DETAILS = {"Link": _header("string", "Where to read about it: RFC 9745.")}


def operation(
    tag: str, name: str, description: str, responses: dict[str, Any], **more: object
) -> dict[str, Any]:
    """An operation; its id is the handler's name."""
    return {
        "tags": [tag],
        "summary": _summary(name),
        "description": description,
        "operationId": name,
        **{word: value for word, value in more.items() if value},
        "responses": dict(sorted(responses.items())),
    }


def _summary(name: str) -> str:
    return name.replace("_", " ").capitalize()


def answer(
    description: str, schema: Schema | None, headers: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A response that isn't an error."""
    response: dict[str, Any] = {"description": description}
    if schema is not None:
        response["content"] = {"application/json": {"schema": schema}}
    return response | ({"headers": headers} if headers else {})


def problems(app: App, *statuses: int) -> dict[str, Any]:
    """The errors with these statuses."""
    meanings = _MEANINGS | {app.validation_status: "The request breaks a rule."}
    if app.refuses:
        meanings[403] = "The caller may not do it."
    if app.jwt == "jwks":
        meanings[503] = "The database or the issuer of tokens can't be reached just now."
    media_type = "application/json" if app.error_form else "application/problem+json"
    responses = {}
    for status in statuses:
        responses[str(status)] = {
            "description": meanings[status],
            "content": {media_type: {"schema": reference("Problem")}},
        }
        if status in _HEADERS:
            responses[str(status)]["headers"] = _HEADERS[status]
    return responses


def resource_paths(app: App, resource: Resource) -> dict[str, Any]:
    """The paths of a resource."""
    routes = _Operations(app, resource)
    row_path = resource.row_path
    paths = {
        resource.path: _chosen(resource.routes, {"list": "get", "create": "post"}, routes),
        **{
            f"{resource.base}/stats/{stat.name}": {"get": routes.stat(stat)}
            for stat in resource.stats
        },
        row_path: _chosen(
            resource.routes,
            {"read": "get", "put": "put", "patch": "patch", "delete": "delete"},
            routes,
        ),
    }
    for each in below(resource, app):
        others, nested = _Operations(app, each.resource), each.nested
        at_path = paths.setdefault(nested.path, {})
        if "list" in nested.routes:
            at_path["get"] = others.list_below(resource, nested)
        if "create" in nested.routes:
            at_path["post"] = others.create_below(resource, nested)
    for action in resource.actions:
        at_path = paths.setdefault(f"{row_path}/{action.segment}", {})
        at_path[action.method.lower()] = routes.action(action)
    if resource.changes:
        for field in resource.links:
            link = link_of(field)
            paths[f"{row_path}/{link.segment}/{{{link.parameter}}}"] = {
                "put": routes.put_link(field),
                "delete": routes.delete_link(field),
            }
    paths = {path: operations for path, operations in paths.items() if operations}
    return paths | _at_old_path(resource, paths)


def _at_old_path(resource: Resource, paths: dict[str, Any]) -> dict[str, Any]:
    """The same operations where they were before, by names of their own."""
    alias = resource.alias
    if alias is None:
        return {}
    old_paths: dict[str, str] = {resource.path: alias.path}
    if not resource.only_list_moved:
        old_paths |= {
            path: alias.base + path.removeprefix(resource.base)
            for path in paths
            if path != resource.path
        }
    return {
        old_paths[path]: {
            method: _deprecated(
                _renamed(operation, names.at_path(operation["operationId"], alias.segment)),
                alias.deprecation,
            )
            for method, operation in operations.items()
        }
        for path, operations in paths.items()
        if path in old_paths
    }


def _renamed(operation: dict[str, Any], name: str) -> dict[str, Any]:
    return operation | {"operationId": name, "summary": _summary(name)}


def _deprecated(operation: dict[str, Any], *found: Deprecation | None) -> dict[str, Any]:
    """An operation that will go away, if anything is found that says so."""
    for deprecation in filter(None, found):
        headers = _SINCE | (_SUNSET if deprecation.sunset else {}) | _DETAILS
        operation = operation | {
            "description": with_note(operation["description"], deprecation),
            "deprecated": True,
            "responses": {
                status: response | {"headers": headers | response.get("headers", {})}
                for status, response in operation["responses"].items()
            },
        }
    return operation


def _chosen(
    routes: Iterable[str], methods: dict[str, str], operations: "_Operations"
) -> dict[str, Any]:
    return {methods[route]: getattr(operations, route)() for route in routes if route in methods}


class _Operations:
    """One method for each route."""

    def __init__(self, app: App, resource: Resource) -> None:
        self._app = app
        self._resource = resource
        # The answers of lists, of reads and of other routes.
        self._page = array_of(reference(resource.read_class))
        self._read = reference(resource.read_class)
        self._row = reference(resource.written_class)
        if resource.list_form is not None:
            self._page = reference(page_class(resource))
        if resource.row_form is not None:
            self._read = self._row = reference(row_class(resource))

    def list(self) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"list_{resource.items}",
            f"List {whose(resource)}.",
            {"200": self._listed()},
            [],
            parameters=_query(resource, resource.choice_filters, resource.operator_filters),
            reads=True,
        )

    def list_below(self, above: Resource, nested: Nested) -> dict[str, Any]:
        """The list of those that belong to a row."""
        resource = self._resource
        filters = choices_below(resource, nested), operators_below(resource, nested)
        made = self._operation(
            nested.list_name,
            f"List the {resource.labels} that belong to one of {whose(above)}.",
            {"200": self._listed()},
            _numbers(read_statuses(self._app, above)),
            parameters=[_key(above), *_query(resource, *filters)],
            reads=above.public,
        )
        return _deprecated(made, above.deprecation)

    def create_below(self, above: Resource, nested: Nested) -> dict[str, Any]:
        """Creating one that belongs to a row."""
        resource = self._resource
        made = self._operation(
            nested.create_name,
            f"Create {resource.label_with_article} that belongs to one of {whose(above)}.",
            {"201": self._created()},
            _numbers(nested_create_statuses(self._app, resource, above, nested.by)),
            parameters=[_key(above)],
            requestBody=_read(nested.body),
        )
        return _deprecated(made, above.deprecation)

    def stat(self, stat: Stat) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            stat_operation(stat, resource),
            stat_description(stat, resource),
            {"200": answer(stat_meaning(stat, resource), stat_schema(stat))},
            [],
            parameters=_which(resource, resource.choice_filters, resource.operator_filters),
            reads=True,
        )

    def create(self) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"create_{resource.item}",
            f"Create {resource.label_with_article}.",
            {"201": self._created()},
            _numbers(create_statuses(self._app, self._resource)),
            requestBody=self._body("Create"),
        )

    def read(self) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"read_{resource.item}",
            f"Return one of {whose(resource)}.",
            {"200": answer(f"The {resource.label}.", self._read)},
            _numbers(read_statuses(self._app, resource)),
            parameters=[*self._key(), *_expand(resource)],
            reads=True,
        )

    def put(self) -> dict[str, Any]:
        resource = self._resource
        what = resource.label_with_article
        if resource.put == "partial":
            return self._write(f"put_{resource.item}", f"Change {what}: {_CHANGED}", "Update")
        text = f"Replace {what}: absent means the default."
        return self._write(f"replace_{resource.item}", text, resource.replacement)

    def patch(self) -> dict[str, Any]:
        resource = self._resource
        text = f"Change {resource.label_with_article}: {_CHANGED}"
        return self._write(f"update_{resource.item}", text, "Update")

    def delete(self) -> dict[str, Any]:
        resource = self._resource
        gone = f"The {resource.label} is gone."
        answers = {"204": answer(gone, None)}
        if resource.deleted_form is not None:
            answers = {"200": answer(gone, reference(deleted_class(resource)))}
        return self._operation(
            f"delete_{resource.item}",
            f"Delete {resource.label_with_article}.",
            answers,
            _numbers(delete_statuses(self._app, resource)),
            parameters=self._key(),
        )

    def action(self, action: Action) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"{action.name}_{resource.item}",
            action_description(action, resource),
            {"200": self._changed()},
            _numbers(action_statuses(self._app, action, resource)),
            action.deprecation,
            parameters=self._key(),
            requestBody=self._given(action),
        )

    def put_link(self, field: Field) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"link_{resource.item}_{linked_item(field)}",
            link_description(field, resource),
            {"204": answer(linked_meaning(field, resource), None)},
            _numbers(link_statuses(self._app, resource)),
            parameters=[*self._key(), self._linked(field)],
        )

    def delete_link(self, field: Field) -> dict[str, Any]:
        resource = self._resource
        return self._operation(
            f"unlink_{resource.item}_{linked_item(field)}",
            unlink_description(field, resource),
            {"204": answer(unlinked_meaning(field, resource), None)},
            _numbers(unlink_statuses(self._app, resource)),
            parameters=[*self._key(), self._linked(field)],
        )

    def _linked(self, field: Field) -> dict[str, Any]:
        """The key of a row that is linked."""
        return _in_path(link_of(field).parameter, listed_key(field))

    def _write(self, name: str, description: str, body: str) -> dict[str, Any]:
        return self._operation(
            name,
            description,
            {"200": self._changed()},
            _numbers(write_statuses(self._app, self._resource)),
            parameters=self._key(),
            requestBody=self._body(body),
        )

    def _operation(
        self,
        name: str,
        description: str,
        answers: dict[str, Any],
        statuses: Iterable[int],
        deprecation: Deprecation | None = None,
        parameters: Iterable[dict[str, Any]] = (),
        *,
        reads: bool = False,
        **more: object,
    ) -> dict[str, Any]:
        if self._app.user_path:
            statuses = [*statuses, self._app.foreign_status]
        responses = answers | problems(
            self._app, self._app.validation_status, 401, 503, 504, *statuses
        )
        made = operation(
            self._resource.labels,
            name,
            description,
            responses,
            security=OPTIONAL if reads and self._resource.public else BEARER,
            parameters=sorted(
                [*parameters, *_own_path(self._app)], key=lambda each: each["in"] != "path"
            ),
            **more,
        )
        return _deprecated(made, deprecation, self._resource.deprecation)

    def _listed(self) -> dict[str, Any]:
        resource = self._resource
        headers = _PAGE if resource.page.total == "none" else _PAGE | _COUNTED
        return answer(f"A page of the {resource.labels}.", self._page, headers)

    def _created(self) -> dict[str, Any]:
        resource = self._resource
        # What nobody reads by itself has no place to look for it.
        located = _CREATED if "read" in resource.routes else None
        return answer(f"The new {resource.label}.", self._row, located)

    def _changed(self) -> dict[str, Any]:
        return answer(f"The {self._resource.label} as it is now.", self._row)

    def _body(self, part: str) -> dict[str, Any]:
        return _read(f"{self._resource.name}{part}")

    def _given(self, action: Action) -> dict[str, Any]:
        """What an action takes; nothing where it reads no body."""
        return _read(action.body.name, required=bool(action.needed)) if action.body else {}

    def _key(self) -> Any:
        return [_key(self._resource)]


def _key(resource: Resource) -> dict[str, Any]:
    return _in_path(resource.key_parameter, resource.address)


def _in_path(name: str, field: Field) -> dict[str, Any]:
    """What the path names a row by."""
    return {"name": name, "in": "path", "required": True, "schema": address_schema(field)}


def _read(name: str, *, required: bool = True) -> dict[str, Any]:
    must: dict[str, Any] = {"required": True} if required else {}
    return must | {"content": {"application/json": {"schema": reference(name)}}}


def _own_path(app: App) -> list[dict[str, Any]]:
    """The part of the path that names the caller, where there is one."""
    if not app.user_path:
        return []
    return [
        {
            "name": app.user_parameter,
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": "The caller's id, as the token has it.",
        }
    ]


def _numbers(statuses: str) -> Iterable[int]:
    return map(int, statuses.split(", "))


def _query(
    resource: Resource, choices: Iterable[ChoiceFilter], operators: Iterable[OperatorFilter]
) -> list[dict[str, Any]]:
    page = resource.page
    limit = {"type": "integer", "minimum": 1, "maximum": page.maximum, "default": page.size}
    offset = {"type": "integer", "minimum": 0, "maximum": limits.MAX_OFFSET, "default": 0}
    cursor = {"type": "string", "maxLength": limits.MAX_CURSOR}
    parameters = [
        _parameter("limit", limit, "How many rows at most."),
        _parameter("offset", offset, "How many rows to skip."),
        _parameter("cursor", cursor, _CURSOR),
        *_expand(resource),
        *_which(resource, choices, operators),
    ]
    if resource.sort_keys:
        parameters += _sort(resource)
    if page.total == "on_request":
        total = {"type": "boolean", "default": False}
        text = "Whether to count all rows, in `X-Total-Count`."
        parameters.append(_parameter("total", total, text))
    return parameters


def _expand(resource: Resource) -> list[dict[str, Any]]:
    """What else may be asked for."""
    return [_parameter("expand", expand_schema(resource), EXPAND)] if resource.expandable else []


def _which(
    resource: Resource, choices: Iterable[ChoiceFilter], operators: Iterable[OperatorFilter]
) -> list[dict[str, Any]]:
    """What leaves some of the rows."""
    parameters = [
        _parameter(choice.name, choice_schema(choice), choice_description(choice, resource))
        | _mark(choice.deprecation)
        for choice in choices
    ]
    parameters += [
        _parameter(filter_.name, filter_schema(filter_), filter_description(filter_, resource))
        | _mark(filter_.deprecation)
        for filter_ in operators
    ]
    return [*parameters, *([_search()] if resource.search else [])]


def _mark(deprecation: Deprecation | None) -> dict[str, Any]:
    return {"deprecated": True} if deprecation else {}


def _search() -> dict[str, Any]:
    words = {"type": "string", "minLength": 1, "maxLength": limits.MAX_SEARCH_TEXT}
    text = 'Words to look for; `"two words"` for a phrase, `-word` to leave out.'
    return _parameter("q", words, text)


def _sort(resource: Resource) -> list[dict[str, Any]]:
    keys = array_of(one_of(sort_values(resource))) | {
        "minItems": 1,
        "maxItems": limits.MAX_SORT_KEYS,
        "default": [resource.default_sort],
    }
    parameters = [_parameter(resource.sort_by.name, keys, sort_description(resource))]
    if resource.sort_order:
        parameters.append(_parameter(resource.sort_order.name, one_of(["asc", "desc"]), ORDER))
    return parameters


def _parameter(name: str, schema: Schema, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }
