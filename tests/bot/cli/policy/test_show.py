"""``byline policy show`` prints the policy that counts, each value with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.bot.cli.policy.conftest import Policy
from tests.fakes.github import FakeGitHub

Write = Callable[[str], Path]
TEXT = """\
version: 1
extends: disclose
use:
  code: assisted
cases:
  - when: {kind: issue}
    use: {issue: none}
"""


def test_every_value_has_its_source(policy: Policy, file: Write) -> None:
    path = file(TEXT)
    done = policy("show", path, "--format", "json")
    values = {one["key"]: one for one in json.loads(done.out)["values"]}
    assert (values["use.code"]["source"], values["use.code"]["line"]) == (str(path), 4)
    assert (values["use.media"]["value"], values["use.media"]["source"]) == ("none", "disclose (preset)")
    assert values["cases[1].use.issue"]["line"] == 7
    assert "use.docs" not in values
    assert "use.docs" in policy("show", path, "--all").out


def test_text_names_file_and_line(policy: Policy, file: Write) -> None:
    path = file(TEXT)
    line = next(line for line in policy("show", path).out.splitlines() if "use.code" in line)
    assert line.split() == ["use.code", "assisted", "#", f"{path}:4"]


def test_presets_and_repositories_can_be_shown(policy: Policy, github: FakeGitHub) -> None:
    assert "human-only (preset)" in policy("show", "human-only").out
    github.add_repository("acme/widget", files={".github/byline.yml": TEXT})
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_GITHUB_TOKEN": github.user_token("maintainer"),
    }
    assert ".github/byline.yml:4" in policy("show", "acme/widget", **settings).out
    github.add_repository("acme/bare", files={"README.md": "x"})
    assert "no policy file" in policy("show", "acme/bare", **settings).err


def test_what_cannot_be_shown_is_one_line(policy: Policy) -> None:
    done = policy("show", "no such thing")
    assert done.status == 2
    assert "neither a file nor a repository" in done.err
