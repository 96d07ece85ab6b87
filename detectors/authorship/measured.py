"""Which classifier is shipped, what kinds of text it was measured on, and its rates: without loading it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from detectors.model import Kind

#: The folder of the shipped classifier.
DEFAULT: Final = "prose-1"
KINDS: Final = ("issue", "pull_request", "commit", "code")
#: Kinds without a table of their own are judged by the table of the kind that they are most like.
_LIKE: Final = {Kind.COMMENT: "issue", Kind.REVIEW: "issue", Kind.SECURITY_REPORT: "issue"}


def table_for(kind: Kind | str) -> str:
    """Return the kind whose table judges ``kind``.

    Raises:
        KeyError: there is no such kind.
    """
    if kind in KINDS:
        return str(kind)
    return _LIKE[Kind(kind)] if kind in set(Kind) else _unknown(str(kind))


def _unknown(kind: str) -> str:
    raise KeyError(kind)


@dataclass(frozen=True, slots=True)
class Measured:
    """On how many human texts the rates of a kind rest; which share the worst project had flagged."""

    n: int
    worst_project: float


def measured(kind: str, calibration: str) -> Measured | None:
    """Return what was measured for texts of ``kind``; ``None`` where another calibration made the score."""
    config = _config()
    try:
        told = config["kinds"][table_for(kind)]
    except KeyError:
        return None
    return Measured(told["n"], told["worst_project"]) if config["calibration"] == calibration else None


@cache
def worst_project() -> float:
    """Return the share of human texts that is flagged in the least favorable project of all those measured.

    That is among the projects of the shipped calibration, and the histories that the error rates of
    ``detectors.prevalence`` were measured on.
    """
    kinds = _config()["kinds"]
    prose = (kinds[kind]["worst_project"] for kind in KINDS if kind != "code")
    histories = _json("detectors.prevalence", "data", "rates.json")["human"]["worst"]
    return max(float(share) for share in (*prose, histories))


@cache
def _config() -> Any:
    return _json("detectors.authorship", "models", DEFAULT, "config.json")


def _json(package: str, *path: str) -> Any:
    return json.loads(resources.files(package).joinpath(*path).read_text(encoding="utf-8"))
