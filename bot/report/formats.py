"""The formats of a report: their names on the command line, their files, and what writes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.audit.model import Report
from bot.report import csv, cyclonedx, html, intoto, json, sarif, spdx, text


@dataclass(frozen=True)
class Format:
    """One format: the name of its file in a folder of results, and how it is written."""

    file: str
    render: Callable[[Report], bytes]


FORMATS: Final[Mapping[str, Format]] = {
    "text": Format("audit.txt", text.render),
    "html": Format("audit.html", html.render),
    "json": Format("audit.json", json.render),
    "sarif": Format("audit.sarif", sarif.render),
    "csv": Format("audit-csv.zip", csv.render),
    "spdx": Format("audit.spdx.json", spdx.render),
    "cyclonedx": Format("audit.cdx.json", cyclonedx.render),
    "intoto": Format("audit.intoto.json", intoto.render),
}
