"""The language as JSON Schema, for editors that complete and check while one types."""

import json
from typing import Any, TypeAlias

from generator.language.spec import Document

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Schema:
    """JSON Schema of what `read` accepts, as far as a schema can tell."""
    derived = Document.model_json_schema(by_alias=True, mode="validation")
    schema: Schema = _without_nulls(derived)
    return {"$schema": DIALECT, **schema, "title": "A spec of an API (resources.yaml)"}


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(json_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _without_nulls(schema: Any) -> Any:
    """Drops what pydantic says of absent keys and of Python's names.

    Keys are left out, never null; only the conditions of a choice may be.
    """
    if isinstance(schema, list):
        return [_without_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    slim = {name: _without_nulls(part) for name, part in schema.items()}
    if isinstance(slim.get("title"), str):
        del slim["title"]
    if slim.get("default", ...) is None:
        del slim["default"]
        slim = _merge_optional(slim)
    return slim


def _merge_optional(schema: Schema) -> Schema:
    """`anyOf: [X, null]` of a key that may be left out is X."""
    options = [option for option in schema.pop("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        return {**options[0], **schema}
    return {**schema, "anyOf": options} if options else schema
