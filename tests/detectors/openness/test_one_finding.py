"""One fact gives one finding, though two families look at the same change and a page says a thing twice."""

from __future__ import annotations

import pytest

from detectors import licensing, openness
from detectors.model import ChangedFile, Finding, Severity
from detectors.openness import rules
from tests.detectors.licensing.facts import APACHE, MIT, changed, facts
from tests.detectors.openness.build import MODIFIED, RAIL, card, judged

PAGE = "# Widget\n\nA widget.\n"
SAYS = PAGE + "\n## License\n\nThis project is licensed under the {} License.\n"
BADGE = "# Widget\n\n[![License](https://img.shields.io/badge/license-{}-blue)](LICENSE)\n"
PACKAGE = '[project]\nname = "widget"\nversion = "1"\nlicense = "{}"\n'
TREE = {"LICENSE": MIT, "README.md": PAGE, "pyproject.toml": PACKAGE.format("MIT")}


def told(*files: ChangedFile, tree: dict[str, str]) -> list[Finding]:
    """What both families say of a change, beside what is only worth knowing."""
    held = facts(*files, tree=tree)
    return [one for one in (*licensing.detect(held), *openness.detect(held)) if one.severity > Severity.INFO]


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        ("README.md", PAGE, SAYS.format("Apache"), "openness/claims"),
        ("README.md", PAGE, BADGE.format("Apache--2.0"), "openness/claims"),
        ("pyproject.toml", PACKAGE.format("MIT"), PACKAGE.format("Apache-2.0"), "licensing/metadata"),
        ("README.md", card("license: mit"), card("license: apache-2.0", "tags: [x]"), "openness/claims"),
    ],
)
def test_a_place_that_differs_from_the_license(path: str, before: str, after: str, said: str) -> None:
    assert [one.id for one in told(changed(path, before, after), tree=TREE)] == [said]


@pytest.mark.parametrize("after", [APACHE.replace("[yyyy] [name of copyright owner]", "2020 Ada"), MODIFIED])
def test_a_license_that_changes_and_metadata_that_stays(after: str) -> None:
    ids = [one.id for one in told(changed("LICENSE", MIT, after), tree=TREE)]
    assert ids.count("licensing/metadata") == 1
    assert "openness/claims" not in ids


def test_a_badge_and_a_sentence_that_say_the_same_are_one_finding() -> None:
    page = SAYS.format("Apache") + BADGE.format("Apache--2.0").partition("\n\n")[2]
    [one] = told(changed("README.md", PAGE, page), tree=TREE)
    assert one.severity is Severity.FAILURE
    assert [evidence.line for evidence in one.evidence if evidence.path == "README.md"] == [7, 8]
    assert "And 1 more place: README.md line 8." in one.claim


def test_a_model_that_is_called_open_in_many_sentences_is_one_finding_at_the_gravest() -> None:
    files = {
        "docs/a.md": "# Widget\n\nWidget 是一个开源模型。\n",
        "README.md": "# Widget\n\nWidget is an open-source model. We open-source the Widget weights.\n",
        "MODEL_LICENSE": RAIL,
        "model.safetensors": "",
    }
    found = rules.once(judged(files))
    [one] = [raised for raised in found if raised.severity > Severity.INFO]
    assert (one.rule, one.severity, one.place) == ("A11", Severity.FAILURE, ("README.md", 3))
    assert "more place" in one.claim
