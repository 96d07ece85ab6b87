"""A contributor's text can neither break the detectors nor make them slow out of proportion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.licensing import detect, patches
from detectors.model import ChangedFile, Unknown
from tests.detectors.licensing.facts import CODE, MIT, changed, facts, found, with_header

TREE = {"LICENSE": MIT, **with_header("MIT", 6)}
PATHS = st.sampled_from(
    [
        "LICENSE",
        "NOTICE",
        "src/a.py",
        "src/a.c",
        "third_party/x/a.c",
        "pyproject.toml",
        "pom.xml",
        "x/LICENSE",
    ]
)
STATUSES = st.sampled_from(["added", "modified", "removed", "renamed", "changed"])


@settings(max_examples=60, deadline=None)
@given(PATHS, STATUSES, st.text(alphabet="@-+ 1,abc\n(c)Copyright2020 MIT/*#", max_size=300))
def test_any_patch_can_be_judged(path: str, status: str, patch: str) -> None:
    file = ChangedFile(path, status, 1, 1, f"@@ -1 +1,3 @@\n{patch}", "old" if status == "renamed" else None)
    for finding in detect(facts(file, tree=TREE)):
        assert finding.id.startswith("licensing/")
        assert len(finding.evidence) <= 20
        assert all(len(one.quote) <= 300 for one in finding.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Copyright (c) " * 20_000,
        "Copyright (c) 2020 A\n" * 20_000,
        "# Source: https://stackoverflow.com/a/1\n" * 20_000,
        "# " + "under the terms of the " * 20_000,
        "/*" * 100_000,
        "mit or " * 50_000,
    ],
)
def test_large_patches_are_read_within_bounds(text: str) -> None:
    for path in ("LICENSE", "src/a.py", "src/a.c", "NOTICE"):
        for before, after in ((None, text), (text, "x\n")):
            found(changed_whole(path, before, after), tree=TREE)


def changed_whole(path: str, before: str | None, after: str) -> ChangedFile:
    """A file of which all lines change."""
    old = "".join(f"-{line}\n" for line in (before or "").splitlines())
    new = "".join(f"+{line}\n" for line in after.splitlines())
    return ChangedFile(path, "modified" if before else "added", 1, 1, f"@@ -1,9 +1,9 @@\n{old}{new}")


def test_patches_beyond_the_bound_and_unknown_ones_are_passed_over() -> None:
    big = changed_whole("src/big.py", None, "x = 1\n" * (patches.MAX_PATCHES // 6))
    later = changed("LICENSE", MIT, MIT.replace("free of charge", "for a fee"))
    assert found(big, later, tree=TREE) == []
    unknown = ChangedFile("src/a.py", "added", 1, 0, Unknown("the file is binary, or larger than 1 MB"))
    assert found(unknown, tree=TREE) == []


def test_a_patch_that_is_not_of_the_known_text_is_judged_by_its_lines() -> None:
    tree = {"LICENSE": MIT.replace("Permission", "Leave")}
    edit = changed("LICENSE", MIT, MIT.replace("free of charge", "for a fee"))
    (finding,) = found(edit, tree=tree)
    assert finding.claim == "The words of LICENSE change."


def test_names_from_outside_stay_short_in_claims() -> None:
    path = "src/" + "n" * 5_000 + ".py"
    (finding,) = found(changed(path, None, CODE), tree=TREE)
    assert len(finding.claim) < 600
