"""The shipped model as a user meets it: golden scores, abstentions, and one shape of answer."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.authorship.calibration import THRESHOLD, Local
from detectors.authorship.measured import DEFAULT, KINDS
from detectors.authorship.model import load
from detectors.authorship.score import score
from detectors.model import Kind

FOLDER = resources.files("detectors.authorship") / "models" / DEFAULT
GOLDEN: list[dict[str, Any]] = json.loads(FOLDER.joinpath("golden.json").read_text("utf-8"))
FIELDS = [
    "id",
    "score",
    "human_tail",
    "verdict",
    "reason",
    "words",
    "n",
    "worst_project",
    "calibration",
    "model",
    "top",
]
GERMAN = (
    "Die Anwendung stürzt ab, wenn ich das Fenster verkleinere, während noch Daten geladen werden. Das "
    "passiert nur mit der neuen Version, vorher hat es immer funktioniert, und ich habe an den Einstellungen "
    "wirklich nichts geändert, deshalb bitte ich um Hilfe."
)
CASUAL = (
    "I tried the new release on my old laptop yesterday and the window never showed up. After some "
    "digging I found out that it "
    "was opening on a second monitor that I don't have any more, so maybe check whether the saved "
    "position is still visible?"
)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: str(row["text"])[:30])
def test_golden_scores(row: dict[str, Any]) -> None:
    answer, expected = score(row["text"], row["kind"]).as_json(), row["answer"]
    assert answer["verdict"] == expected["verdict"]
    assert answer["reason"] == expected["reason"]
    assert answer["words"] == expected["words"]
    assert answer["calibration"] == expected["calibration"]
    if expected["score"] is not None:
        # Eight-bit arithmetic differs in the last digits between processors.
        assert answer["score"] == pytest.approx(expected["score"], abs=0.02)


def test_the_answer_has_the_agreed_shape() -> None:
    answer = score(CASUAL, "issue", "x").as_json()
    assert list(answer) == FIELDS
    assert answer["id"] == "x"
    assert answer["verdict"] in {"unremarkable", "machine_like"}
    assert answer["n"] >= 1000
    assert 0 < answer["human_tail"] <= 1
    assert all(set(item) == {"feature", "weight"} for item in answer["top"])
    json.dumps(answer)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Fix typo.", "too_short"),
        ("", "too_short"),
        ("```\n" + "x = 1\n" * 40 + "```\nSee above.", "mostly_code"),
        ("### Version\n\n1.2\n\n### OS\n\nLinux\n\n- [x] I searched\n- [ ] I tested", "template_only"),
        (
            GERMAN,
            "unsupported_language",
        ),
        ("wolg frint bramble quonk zist " * 20, "out_of_range"),
    ],
)
def test_it_abstains_and_says_why(text: str, reason: str) -> None:
    answer = score(text, "issue")
    assert (answer.verdict, answer.reason) == ("abstain", reason)
    assert answer.score is None
    assert answer.human_tail is None
    assert answer.top == ()


@pytest.mark.parametrize("kind", [*Kind, *KINDS])
def test_every_kind_is_answered(kind: str) -> None:
    assert score(CASUAL, kind).verdict in {"unremarkable", "machine_like", "abstain"}


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        score(CASUAL, "poem")


@given(st.text(max_size=600))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_any_text_is_answered_consistently(text: str) -> None:
    answer = score(text, "issue")
    assert (answer.score is None) == (answer.verdict == "abstain") == (answer.reason is not None)
    if answer.human_tail is not None:
        assert (answer.verdict == "machine_like") == (answer.human_tail <= THRESHOLD)
        assert answer.human_tail >= 1 / (answer.n + 1)


def test_the_same_text_gives_the_same_answer() -> None:
    assert score(CASUAL, "commit") == score(CASUAL, "commit")


def test_local_calibration_raises_the_tail() -> None:
    shipped = score(CASUAL, "issue").human_tail
    local = Local({"issue": (0.999,) * 200})
    protected = score(CASUAL, "issue", local=local)
    assert protected.human_tail == 1.0
    assert shipped is not None
    assert protected.human_tail >= shipped


def test_the_vocabulary_holds_no_addresses_and_few_long_words() -> None:
    grams = load().vocabulary.grams
    assert len(grams) == len(set(grams))
    assert not [
        gram for gram in grams if "@" in gram or "/" in gram or any(c.isdigit() and c != "0" for c in gram)
    ]


def test_the_models_fit_in_thirty_megabytes() -> None:
    assert sum(len(item.read_bytes()) for item in FOLDER.iterdir()) <= 30 * 1024 * 1024


def test_the_tables_are_as_large_as_promised() -> None:
    model = load()
    for kind in ("issue", "pull_request", "commit"):
        assert model.tables[kind].n >= 1000
        assert model.tables[kind].factor >= 1
        assert list(model.tables[kind].ranked.scores) == sorted(model.tables[kind].ranked.scores)
