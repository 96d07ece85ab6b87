"""GitHub's own REST description, as a judge of the requests that a client sends.

The document (``api.github.com.json`` of the npm package ``@octokit/openapi``) is read once; routes and
validators are compiled when first needed and kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, ValidationError, validators

Json = dict[str, Any]
_MISDESCRIBED = frozenset({"/app/installations"})
"""Its answer is described as an account that is a user and an enterprise at once."""
_METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    """One method of one path of the description."""

    method: str
    path: str
    spec: Json
    shared: tuple[Json, ...]


class Contract:
    """The description, with questions to ask of it."""

    def __init__(self, document: Path) -> None:
        self._document: Json = json.loads(document.read_bytes())
        self._routes = sorted(self._compile(), key=lambda route: _specificity(route[1]))
        self.operation = lru_cache(maxsize=None)(self._operation)
        self._validator = lru_cache(maxsize=None)(self._make_validator)

    def check_request(self, method: str, path: str, query: Iterable[str], body: Any) -> list[str]:
        """Say what is wrong with a request; an empty list means that the description allows it."""
        operation = self.operation(method.lower(), path)
        if operation is None:
            return [f"{method} {path}: GitHub's description has no such operation"]
        prefix = f"{method} {operation.path}"
        faults = [*self._query_faults(operation, set(query)), *self._body_faults(operation, body)]
        return [f"{prefix}: {fault}" for fault in faults]

    def check_response(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Say where a response differs from the description (the fake's own tests use this)."""
        operation = self.operation(method.lower(), path)
        if operation is None:
            return [f"{method} {path}: GitHub's description has no such operation"]
        response = self._resolve(operation.spec["responses"].get(str(status), {}))
        if not response:
            return [f"{method} {operation.path}: status {status} is not described"]
        if _json_schema(response.get("content", {})) is None or operation.path in _MISDESCRIBED:
            return []
        errors = self._validator(operation.method, operation.path, str(status)).iter_errors(body)
        return [f"{method} {operation.path} {status}: {_brief(error)}" for error in errors]

    def _compile(self) -> Iterator[tuple[re.Pattern[str], str]]:
        for path in self._document["paths"]:
            many = path.endswith(("/contents/{path}", "/labels/{name}"))
            pattern = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))
            if many:
                pattern = pattern.removesuffix("[^/]+") + ".*"
            pattern = pattern.replace("/git/ref/[^/]+", "/git/ref/.+").replace(
                "/git/refs/[^/]+", "/git/refs/.+"
            )
            yield re.compile(f"^{pattern}$"), path

    def _operation(self, method: str, path: str) -> Operation | None:
        for pattern, template in self._routes:
            spec = self._document["paths"][template]
            if method in spec and method in _METHODS and pattern.match(path):
                return Operation(method, template, spec[method], tuple(spec.get("parameters", ())))
        return None

    def _query_faults(self, operation: Operation, sent: set[str]) -> Iterator[str]:
        parameters = [self._resolve(p) for p in (*operation.shared, *operation.spec.get("parameters", ()))]
        queries = [p for p in parameters if p["in"] == "query"]
        for name in sorted(sent - {p["name"] for p in queries}):
            yield f"unknown query parameter {name!r}"
        for parameter in queries:
            if parameter.get("required") and parameter["name"] not in sent:
                yield f"query parameter {parameter['name']!r} is missing"

    def _body_faults(self, operation: Operation, body: Any) -> Iterator[str]:
        request = self._resolve(operation.spec.get("requestBody", {}))
        schema = _json_schema(request.get("content", {}))
        if schema is None:
            if body not in (None, {}):
                yield "a body where none is described"
            return
        if body is None:
            if request.get("required"):
                yield "the body is missing"
            return
        for error in self._validator(operation.method, operation.path, "request").iter_errors(body):
            yield _brief(error)

    def _make_validator(self, method: str, path: str, part: str) -> Draft4Validator:
        spec = self._document["paths"][path][method]
        holder = spec["requestBody"] if part == "request" else spec["responses"][part]
        schema = _json_schema(self._resolve(holder)["content"]) or {}
        whole = {**schema, "components": self._document["components"]}
        validator: Draft4Validator = _NullableValidator(whole)
        return validator

    def _resolve(self, node: Json) -> Json:
        while "$ref" in node:
            target: Any = self._document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        return node


@lru_cache(maxsize=2)
def load_contract(document: Path) -> Contract:
    """Read the description once for a whole test run."""
    return Contract(document)


def _specificity(template: str) -> tuple[int, int]:
    return (template.count("{"), -len(template))


def _json_schema(content: Mapping[str, Any]) -> Json | None:
    for kind in ("application/json", "application/scim+json"):
        if kind in content:
            schema: Json = content[kind]["schema"]
            return schema
    return None


def _brief(error: ValidationError) -> str:
    where = "/".join(str(step) for step in error.absolute_path) or "body"
    return f"{where}: {error.message[:160]}"


_Check = Callable[[Any, Any, Any, Any], Iterable[ValidationError]]


def _nullable(check: _Check) -> _Check:
    """Let a JSON Schema keyword accept null where OpenAPI 3.0 says ``nullable: true``."""

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if instance is None and schema.get("nullable"):
            return
        yield from check(validator, value, instance, schema) or ()

    return checked


_NullableValidator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft4Validator,
    {
        keyword: _nullable(Draft4Validator.VALIDATORS[keyword])
        for keyword in ("type", "enum", "anyOf", "oneOf", "allOf")
    },
)
