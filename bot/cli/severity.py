"""``--fail-on`` of the commands whose findings have a severity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import click

from detectors.model import Severity

SEVERITIES: Final = {str(severity): severity for severity in Severity}
severity_option = click.option(
    "--fail-on",
    type=click.Choice(list(SEVERITIES)),
    default=str(Severity.FAILURE),
    show_default=True,
    help="Exit with 1 at a finding of this severity or a higher one.",
)


def status(found: Iterable[Severity], fail_on: str) -> int:
    """Return the exit status: 1 where one of the severities ``found`` is ``fail_on`` or higher, else 0."""
    return int(any(one >= SEVERITIES[fail_on] for one in found))
