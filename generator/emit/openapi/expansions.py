"""Rows of other resources in answers, in OpenAPI."""

from typing import Any

from generator.emit.openapi.schemas import (
    Schema,
    array_of,
    of_object,
    one_of,
    reference,
    resource_schemas,
)
from generator.model.app import App
from generator.model.expansions import Expansion
from generator.model.resource import Resource


def expanded_schemas(resource: Resource, app: App) -> dict[str, Schema]:
    """The rows of a resource with others in them, where there are any."""
    public = resource_schemas(resource, app).get(f"{resource.name}Public")
    if public is None or not resource.expansions:
        return {}
    name = f"{resource.name}Expanded"
    found = of_object(
        name,
        f"{resource.label_with_article.capitalize()} as the API returns it, with rows of other "
        "resources in it.",
        public["properties"] | {each.name: _property(each) for each in resource.expansions},
    )
    asked = {str(each.name) for each in resource.expandable}
    found["required"] = [each for each in found["required"] if each not in asked]
    return {name: found}


def _property(expansion: Expansion) -> Schema:
    row = reference(f"{expansion.resource}Public")
    notes = {"description": expansion.description}
    if expansion.most is None:
        return {"anyOf": [row, {"type": "null"}]} | notes
    return array_of(row) | {"maxItems": expansion.most} | notes


def expand_schema(resource: Resource) -> Schema:
    """What the parameter `expand` takes."""
    names = [str(expansion.name) for expansion in resource.expandable]
    return array_of(one_of(names)) | {"maxItems": len(names), "default": []}


def without_unused(schemas: dict[str, Schema], app: App, paths: Any) -> dict[str, Schema]:
    """The schemas but for plain rows that nothing answers with: only with others in them."""
    plain = {f"{resource.name}Public" for resource in app.resources if resource.expansions}
    unused = plain - _used([schemas, paths]) if plain else plain
    return {name: schema for name, schema in schemas.items() if name not in unused}


def _used(value: Any) -> set[str]:
    """The schemas that are referred to."""
    if isinstance(value, dict):
        found = set[str]().union(*map(_used, value.values()))
        return found | {value["$ref"].rpartition("/")[2]} if "$ref" in value else found
    return set[str]().union(*map(_used, value)) if isinstance(value, list) else set()
