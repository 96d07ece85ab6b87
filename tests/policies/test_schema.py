"""The published schema, the language's page and the code say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Literal, get_args, get_origin

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from detectors import registry
from policies import decide, load, presets, remarks, trust, words
from policies.decision import Mode
from policies.rules import RULES, provenance
from policies.schema import MergedShare, Policy, Provenance, Respond, When, json_schema
from policies.source import PolicyError
from tests.policies import given, test_corpus
from tests.policies.build import kinds

PUBLISHED = resources.files("policies").joinpath("schema.json").read_text(encoding="utf-8")
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "policy.md").read_text(encoding="utf-8")
LISTS = [
    (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8") for name in ("actions", "violations")
]


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
    "text", ["version: 1\nrespnd: {}", "use: {}", "version: 1\nrespond: {default: [ban]}"]
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


_LISTED = [*_keys(When, "cases.when."), *_keys(MergedShare, "limits.merged_share.")]


@pytest.mark.parametrize(("key", "description"), [*_keys(Policy), *_LISTED])
def test_every_key_is_described_and_documented(key: str, description: str) -> None:
    assert description.endswith(".")
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{key}` |"))
    assert row.endswith(f"| {description} |")


def _closed_lists() -> Iterator[str]:
    for name in dir(words):
        kind = getattr(words, name)
        if get_origin(kind) is Literal:
            yield from get_args(kind)


@pytest.mark.parametrize(
    "word",
    sorted(
        {*_closed_lists(), *words.PLAIN_ACTIONS, *words.VIOLATIONS, *Mode, "label:<name>", "notify:<team>"}
    ),
)
def test_every_word_is_documented(word: str) -> None:
    assert any(f"`{word}`" in page for page in (PAGE, *LISTS))


def test_every_rule_has_a_response_and_a_row() -> None:
    kinds = [rule.KIND for rule in RULES]
    facts = {rule.KIND for rule in provenance.RULES}  # what follows from these stands at their own keys
    assert {rule.key for rule in provenance.RULES} == set(Provenance.model_fields)
    assert {*kinds, "default"} - facts == set(Respond.model_fields)
    assert all(f"## `{kind}`\n" in LISTS[1] for kind in kinds)


def examples() -> list[str]:
    """Return the policies on the page, in their order."""
    return [part.partition("```")[0] for part in PAGE.split("```yaml\n")[1:]]


#: Editors read a day as text; the reader here makes a date of it.
_Dated = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "string", lambda _, value: isinstance(value, str | date)
    ),
)


def test_every_example_on_the_page_is_a_policy() -> None:
    for example in examples():
        load(example)
        jsonschema.validate(yaml.safe_load(example), json.loads(PUBLISHED), cls=_Dated)


def test_every_line_to_write_is_one() -> None:
    """Each row of the first table says one sentence of a policy; together with ``version`` it is a file."""
    start = PAGE.partition("| your policy says | you write |")[2].partition("\n\n")[0]
    lines = [row.rpartition("| `")[2].removesuffix("` |") for row in start.splitlines()[2:]]
    assert len(lines) > 15
    for line in lines:
        assert remarks(load(f"version: 1\n{line}"))[1:] == [], line


@pytest.mark.parametrize("project", ["numpy", "ghostty", "qemu"])
def test_a_project_s_rules_are_written_in_fewer_than_ten_lines(project: str) -> None:
    """The three files of the page decide every case of the corpus as the projects' policies say."""
    (text,) = (example for example in examples()[:3] if project in example)
    assert len(text.splitlines()) < 10
    policy = load(text)
    assert [line for line in remarks(policy) if "never used" in line or "without" in line] == []
    for case in test_corpus.read(f"{project}.yml")["cases"]:
        facts = given.facts(case["given"], trust.path_of(policy) or "VOUCHED.td")
        decision = decide(policy, facts, registry.run(facts))
        assert sorted(kinds(decision)) == sorted(case["violations"]), case["name"]


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
