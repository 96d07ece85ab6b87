"""What the pages and the API ask for: limited, and answered by a process of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.errors import BylineError, UsageError
from bot.trial.given import Given
from bot.trial.helper import Helper
from bot.trial.limits import Limit, Rate

#: For each client, and for all together; a page that checks while somebody types asks twice a second.
_JUDGING: Final = (Rate(10, 0.5), Rate(30, 2))
_CHECKING: Final = (Rate(30, 3), Rate(100, 10))
_SIMULATING: Final = (Rate(3, 0.1), Rate(6, 0.2))


class TooOftenError(BylineError):
    """Somebody asks more often than is answered. ``seconds`` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        unit = "second" if self.seconds == 1 else "seconds"
        super().__init__(f"that was a lot in a short time: please try again in {self.seconds} {unit}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The policy to judge by: a preset's name, or the text of a policy file.

    ``repository`` is the one whose policy it is, if any, ``extended`` what is known of the files elsewhere
    that it extends, each with ``path`` and ``text``.
    """

    preset: str = ""
    text: str = ""
    repository: str = ""
    extended: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as a part of a question."""
        own = {"preset": self.preset} if self.preset else {"policy": self.text}
        return {**own, "repository": self.repository, "extended": dict(self.extended)}


class Bench:
    """One for each web process."""

    def __init__(self, helper: Helper | None = None) -> None:
        self._helper = helper or Helper()
        self._judging, self._checking = Limit(*_JUDGING), Limit(*_CHECKING)
        self._simulating = Limit(*_SIMULATING)
        self._presets: list[dict[str, str]] = []

    def judge(self, client: str, given: Given, policy: Chosen) -> dict[str, Any]:
        """Judge one contribution: ``check`` (``byline/check/1``), ``scores`` in words, and what was assumed.

        Raises:
            TooOftenError: the client asks more often than is answered.
            UsageError: there is nothing to judge, or it cannot be read.
            bot.trial.helper.BusyError, bot.trial.helper.GaveUpError: it could not be judged just now.
        """
        _take(self._judging, client)
        return self._asked({"do": "judge", "given": given.as_dict(), **policy.as_dict()})

    def check(self, client: str, policy: Chosen) -> dict[str, Any]:
        """Say what is wrong with a policy (``problems``), or what it comes to (``values``, ``notices``).

        Raises:
            TooOftenError, BusyError, GaveUpError: as ``judge`` does.
        """
        _take(self._checking, client)
        return self._asked({"do": "check", **policy.as_dict()})

    def begin_simulation(self, client: str) -> None:
        """Count one simulation, which calls ``try_out`` many times.

        Raises:
            TooOftenError: as ``judge`` does.
        """
        _take(self._simulating, client)

    def try_out(self, facts: str, policy: Chosen) -> dict[str, Any]:
        """Judge kept facts (JSON) by a policy: the fields of ``bot.simulation.judged.Judged``.

        Raises:
            UsageError: the facts are of another version of Byline.
            BusyError, GaveUpError: as ``judge`` does.
        """
        return self._asked({"do": "try_out", "facts": facts, **policy.as_dict()})

    def tally(self, source: str, policy: str, judged: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Count what ``try_out`` answered: ``byline/simulation/1``.

        Raises:
            BusyError, GaveUpError: as ``judge`` does.
        """
        return self._asked({"do": "tally", "source": source, "policy": policy, "judged": list(judged)})

    def presets(self) -> list[dict[str, str]]:
        """Return ``name``, ``title``, ``summary`` and ``text`` of each preset.

        Raises:
            BusyError, GaveUpError: as ``judge`` does.
        """
        if not self._presets:
            self._presets = self._asked({"do": "presets"})["presets"]
        return self._presets

    def close(self) -> None:
        """End the process that judges."""
        self._helper.close()

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = self._helper.ask(question)
        if "refused" in answer:
            raise UsageError(answer["refused"])
        return answer


def _take(limit: Limit, client: str) -> None:
    wait = limit.take(client)
    if wait:
        raise TooOftenError(wait)
