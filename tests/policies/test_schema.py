"""The published schema, the language's page and the code say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from policies import load, presets
from policies.rules import RULES
from policies.schema import Policy, Respond, json_schema
from policies.source import PolicyError
from policies.words import DisclosureField, Level, Permission, Required, Where

PUBLISHED = resources.files("policies").joinpath("schema.json").read_text(encoding="utf-8")
PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")


def test_the_published_schema_is_the_generated_one() -> None:
    assert json_schema() == PUBLISHED, "run: python -m policies > policies/schema.json"
    command = [sys.executable, "-W", "error", "-m", "policies"]
    assert (
        subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
        == PUBLISHED
    )


@pytest.mark.parametrize("name", presets.names())
def test_editors_accept_the_presets(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(PUBLISHED))
    jsonschema.validate(yaml.safe_load(presets.text(name)), json.loads(PUBLISHED))


@pytest.mark.parametrize(
    "text", ["version: 1\nrespnd: {}", "use: {}", "version: 1\nrespond: {default: [close]}"]
)
def test_editors_and_the_reader_refuse_the_same(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), json.loads(PUBLISHED))
    with pytest.raises(PolicyError):
        load(text)


def _keys(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        yield f"{above}{name}", field.description or ""
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{above}{name}.")


@pytest.mark.parametrize(("key", "description"), list(_keys(Policy)))
def test_every_key_is_described_and_documented(key: str, description: str) -> None:
    assert description.endswith(".")
    assert f"| `{key}` |" in PAGE


@pytest.mark.parametrize(
    "word",
    [word for words in (Level, Required, Where, DisclosureField, Permission) for word in get_args(words)]
    + ["note", "hold", "record", "label:<name>"],
)
def test_every_word_is_documented(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_rule_has_a_response_and_a_row() -> None:
    kinds = [rule.KIND for rule in RULES]
    assert {*kinds, "default"} == set(Respond.model_fields)
    assert all(f"`{kind}`" in PAGE for kind in kinds)


def test_every_example_on_the_page_is_a_policy() -> None:
    examples = [part.partition("```")[0] for part in PAGE.split("```yaml\n")[1:]]
    assert examples
    for example in examples:
        load(example)


def test_a_policy_made_of_first_cut_keys_from_a_real_project_is_read() -> None:
    asf = load(
        """
version: 1
meta: {policy_url: "https://www.apache.org/legal/generative-tooling.html", contact: legal-discuss}
use: {default: any}
disclosure: {required: substantial, where: [trailer], trailers: {accept: [Generated-by]}}
respond: {missing_trailer: [note]}
"""
    )
    assert asf.disclosure.required == "substantial"
    linux = load(
        """
version: 1
meta: {policy_url: "https://docs.kernel.org/process/coding-assistants.html"}
use: {default: any}
disclosure:
  required: used
  where: [trailer]
  trailers: {accept: [Assisted-by], forbid: [Signed-off-by], format: '^[\\w.-]+:[\\w.-]+( \\S+)*$'}
respond: {missing_trailer: [note], forbidden_trailer: [hold]}
"""
    )
    assert linux.disclosure.trailers.format
