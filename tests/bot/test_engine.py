"""The engine without its classifier: everything else is judged, and somebody is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from bot.engine import judge
from detectors.authorship import model, parts
from tests.detectors.authorship.test_finding import MACHINE
from tests.factories import facts

FOOTER = "\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


@pytest.fixture
def no_runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """ONNX Runtime does not start, as on a processor that it was not built for."""
    model.load.cache_clear()
    parts.judge.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    yield
    parts.judge.cache_clear()


@pytest.mark.usefixtures("no_runtime")
def test_a_model_that_cannot_be_loaded_leaves_the_rest_and_a_notice() -> None:
    judged = judge(facts(body=MACHINE + FOOTER))
    assert [finding.detector for finding in judged.findings] == ["traces"]
    assert (judged.scores.parts, judged.scores.human_tail) == ((), None)
    (notice,) = judged.notices
    assert "the authorship classifier cannot be loaded" in notice
    assert "onnxruntime" in notice


def test_with_a_model_there_is_nothing_to_notice() -> None:
    judged = judge(facts(body=MACHINE))
    assert judged.notices == ()
    assert judged.scores.human_tail is not None
