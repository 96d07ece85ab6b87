"""What holds for every format."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.audit.model import Openness
from bot.report.formats import FORMATS
from detectors.model import Audience, Tier
from tests.bot.report import given

_DIGESTS = """
import hashlib
from bot.report.formats import FORMATS
from tests.bot.report import given
for name, one in FORMATS.items():
    print(name, hashlib.sha256(one.render(given.big()) + one.render(given.hostile())).hexdigest())
"""


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    def run(seed: str, zone: str) -> str:
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "COLUMNS": seed,
            "FORCE_COLOR": seed,
            "LC_ALL": "C",
        }
        root = Path(__file__).parents[3]
        command = [sys.executable, "-c", _DIGESTS]
        return subprocess.run(
            command, capture_output=True, check=True, text=True, env=environment, cwd=root
        ).stdout

    first = run("1", "UTC")
    assert len(first.splitlines()) == len(FORMATS)
    assert first == run("77", "Asia/Tokyo")


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_what_writing_style_says_of_one_text(name: str) -> None:
    report = given.big()
    assert isinstance(report.openness, Openness)
    style = given.finding(
        claim="This-one-looks-machine-like",
        tier=Tier.STATISTICAL,
        audience=Audience.AUDITOR,
        human_tail=0.001,
    )
    openness = replace(report.openness, findings=(*report.openness.findings, style))
    written = FORMATS[name].render(replace(report, findings=(*report.findings, style), openness=openness))
    assert written == FORMATS[name].render(report)
    assert b"This-one-looks" not in written


@pytest.mark.parametrize("name", FORMATS)
def test_files_have_names_of_their_own(name: str) -> None:
    assert FORMATS[name].file.startswith("audit")
    assert len({one.file for one in FORMATS.values()}) == len(FORMATS)
