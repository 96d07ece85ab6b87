"""A short round of the harness in this folder: whatever fails, what was acknowledged is done, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.__main__ import Harness
from tests.faults.strikes import EMBEDDED

FAULTS = 12
SEED = 7


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Harness]:
    found = Harness(tmp_path / "faults", EMBEDDED)
    yield found
    found.close()


def test_a_round_of_faults_loses_nothing_and_doubles_nothing(harness: Harness) -> None:
    harness.learn()
    assert harness.late["machine's pull request, reworked"].labels == ()
    assert len(harness.late["machine's pull request, pushed to"].comments) == 1
    result = harness.play(SEED, 1, FAULTS)
    assert result.broken == []
    assert result.lives > 1
    assert result.deliveries > 20
