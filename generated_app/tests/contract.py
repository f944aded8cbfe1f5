"""Whether the API answers what its OpenAPI document says: checked for every answer in the tests."""

from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

Operation = tuple[str, int]

# `time` isn't checked: JSON Schema wants an offset, and a time of day has none.
FORMATS = ("date", "date-time", "uuid")


class Contract:
    """The operations of an OpenAPI document, and what each may answer."""

    def __init__(self) -> None:
        self._document: dict[str, Any] = {}
        self._templates: dict[Operation, list[tuple[str, list[str]]]] = {}
        self._validators: dict[str, Any] = {}

    def read(self, document: dict[str, Any]) -> None:
        """Check by this document from now on."""
        self._document = document
        for template, operations in document.get("paths", {}).items():
            parts = template.split("/")
            for method in operations:
                same = self._templates.setdefault((method.upper(), len(parts)), [])
                same.append((template, parts))

    def check(self, response: httpx.Response) -> None:
        """Fail if the document doesn't have this answer; what isn't in it isn't judged."""
        request = response.request
        template = self._template(request.method, request.url.path)
        if template is None:
            return
        operation = self._document["paths"][template][request.method.lower()]
        what = f"{request.method} {template}: {response.status_code}"
        documented = operation["responses"].get(str(response.status_code))
        assert documented is not None, f"{what} is not in openapi.json"
        content = documented.get("content", {})
        if not content:
            assert not response.content, f"{what} should have no body"
            return
        media_type = response.headers["content-type"].partition(";")[0]
        assert media_type in content, f"{what} is {media_type}, which is not in openapi.json"
        if "schema" in content[media_type]:
            name = f"{what} {media_type}"
            validator = self._validators.get(name)
            if validator is None:
                validator = self._validator(content[media_type]["schema"])
                self._validators[name] = validator
            error = next(validator.iter_errors(response.json()), None)
            assert error is None, f"{what} is not as openapi.json says: {error}"

    def _template(self, method: str, path: str) -> str | None:
        parts = path.split("/")
        for template, expected in self._templates.get((method, len(parts)), []):
            pairs = zip(parts, expected, strict=True)
            if all(part == want or (part and want.startswith("{")) for part, want in pairs):
                return template
        return None

    def _validator(self, schema: dict[str, Any]) -> Any:
        components = self._document.get("components", {})
        return Draft202012Validator(
            {"allOf": [schema], "components": components},
            format_checker=FormatChecker(FORMATS),
        )
