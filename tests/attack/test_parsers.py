"""Whatever stands in a contribution's text, commits and files: it is judged, and shown without harm."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.engine import judge
from bot.messages import report
from detectors.model import ChangedFile, Identity, Kind, Repository, TextFile
from tests.attack.test_repositories import OBEYED
from tests.factories import commit, facts

_CHARS = [
    "\0",
    "\ud800",
    "\ufeff",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\x85",
    "\r",
    "\r\n",
    "\x1b[31m",
    "\x9b",
    "\t",
    "中",
    "\U000e0041",
    "\u0130",
    "\n",
    "\n\n",
    " ",
    "    ",
]
_MARKUP = [
    "```",
    "~~~",
    "`",
    "[",
    "](",
    "![",
    "<!--",
    "-->",
    "<details>",
    "</summary>",
    "<script>",
    "|",
    "---",
    "> ",
    "- [x] ",
    "# ",
    "=====\n",
    ".. code::",
    "::",
    "`x <y>`_",
    "&lt;",
    "@octocat",
    "#1",
    "https://a.example/",
    "*",
    "_",
]
_CODE = [
    "@@ -1,2 +3,4 @@\n",
    "@@ -0,0 +1 @@",
    "+",
    "-",
    "\\ No newline at end of file\n",
    "diff --git a/x b/y\n",
    "+++ b/../x\n",
    "# SPDX-License-Identifier: ",
    "// Copyright (c) 2020 ",
    "MIT",
    " OR ",
    " AND ",
    " WITH ",
    "((",
    ")",
    "GPL-2.0+",
    "LicenseRef-",
]
_DATA = [
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    "license",
    "version = 1\n",
    "[[annotations]]\n",
    "path = ",
    "&a ",
    "*a",
    "!!python/object:x",
    "Files: *\n",
    "License: ",
    "---\n",
    "base_model: ",
    "license: ",
    "cff-version: 1.2.0\n",
    "authors:\n- ",
]
_LINES = [
    "Signed-off-by: A <a@b>\n",
    "Co-authored-by: Claude <noreply@anthropic.com>\n",
    "Generated-by: ",
    "Fixes #1\n",
    "goroutine 1 [running]:\n",
    "main.a.func1.2(0x1)\n\t/x/y.go:3 +0x1d\n",
    '  File "a.py", line 3, in f\n',
    "at a.b.C.d(C.java:3)\n",
    "open source",
    "licensed under the ",
    "is trained from ",
    "在",
    "开源",
    "/byline appeal ",
]
_TEXT = st.lists(
    st.sampled_from([*_CHARS, *_MARKUP, *_CODE, *_DATA, *_LINES]) | st.text(max_size=6), max_size=40
).map("".join)
_NAME = (
    st.sampled_from(
        [
            "LICENSE",
            "README.md",
            "README.rst",
            "index.html",
            "REUSE.toml",
            ".reuse/dep5",
            "CITATION.cff",
            "package.json",
            "pyproject.toml",
            "Cargo.toml",
            "a.py",
            "a.go",
            "a.patch",
            "MODEL_CARD.md",
            ".mailmap",
            ".github/byline.yml",
            "config.json",
            "../x",
            "-x",
        ]
    )
    | _TEXT
)
_FILES = st.lists(
    st.builds(
        ChangedFile,
        _NAME,
        st.sampled_from(["added", "modified", "removed", "renamed"]),
        st.just(1),
        st.just(1),
        _TEXT,
        st.none() | _NAME,
    ),
    max_size=4,
).map(tuple)
_ANY = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@_ANY
@given(_TEXT, _TEXT, st.sampled_from(list(Kind)))
def test_any_text_is_judged(title: str, body: str, kind: Kind) -> None:
    _judged(title=title, body=body, kind=kind)


@_ANY
@given(_FILES, st.lists(_TEXT, max_size=3), _TEXT, _TEXT)
def test_any_change_is_judged(
    files: tuple[ChangedFile, ...], messages: list[str], who: str, mail: str
) -> None:
    person = Identity(who, mail)
    made = tuple(
        dataclasses.replace(commit(message), author=person, committer=person) for message in messages
    )
    _judged(files=files, commits=made)


@_ANY
@example(policy="", mailmap="", body="\ud800GPL-2.0+")
@given(_TEXT, _TEXT, _TEXT)
def test_any_policy_and_mailmap_are_read_or_refused(policy: str, mailmap: str, body: str) -> None:
    repository = Repository(
        "acme/widget",
        "main",
        False,
        policy=TextFile(".github/byline.yml", policy, "a" * 40),
        templates=(TextFile(".github/PULL_REQUEST_TEMPLATE.md", body, "a" * 40),),
        mailmap=TextFile(".mailmap", mailmap, "a" * 40),
    )
    _judged(body=body, repository=repository)


def _judged(**changes: object) -> None:
    judgement = judge(facts(**changes))
    assert judge(facts(**changes)).decision == judgement.decision
    for shown in (report.as_text(judgement), report.as_json(judgement), report.as_markdown(judgement)):
        assert not OBEYED & set(shown)
