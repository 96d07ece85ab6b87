"""What ``byline doctor`` says, for a page: in bounded time, and one examination at a time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from bot import log
from bot.config import Settings

if TYPE_CHECKING:
    from bot.diagnosis import Check

_log = log.get(__name__)
#: Somebody waits for the page.
PATIENCE: Final = 30.0


class Checkup:
    """Examines an installation in a thread, for that may have to wait for GitHub."""

    def __init__(self, settings: Settings, patience: float = PATIENCE) -> None:
        self._settings = settings
        self._patience = patience
        self._one = threading.Lock()

    def examine(self, *, elsewhere: bool) -> tuple[Check, ...]:
        """Return the checks that were done in time; those of GitHub and the broker only with ``elsewhere``.

        What is missing is said by a check of its own.
        """
        from bot.diagnosis import Check, Health  # loads the libraries of git, GitHub and the broker

        if not self._one.acquire(timeout=self._patience):
            said = "another examination is under way, and takes long"
            return (Check("examination", Health.UNSEEN, said, "Look again in a minute."),)
        found: list[Check] = []
        thread = threading.Thread(target=self._run, args=(found, elsewhere), name="checkup", daemon=True)
        thread.start()
        thread.join(self._patience)
        seen = tuple(found)
        if not thread.is_alive():
            return seen
        said = f"not done after {self._patience:.0f} seconds"
        return (
            *seen,
            Check("what comes next", Health.UNSEEN, said, "Run `byline doctor`, which waits longer."),
        )

    def _run(self, found: list[Check], elsewhere: bool) -> None:
        from bot import diagnosis

        try:
            for check in diagnosis.examine(self._settings, elsewhere=elsewhere):
                found.append(check)  # noqa: PERF402 - each is to be seen at once
        except Exception as error:  # noqa: BLE001 - the page must say that something is wrong
            _log.exception("the examination broke off")
            said = f"broken off: {type(error).__name__}"
            found.append(
                diagnosis.Check(
                    "examination", diagnosis.Health.BAD, said, "The log of this server says more."
                )
            )
        finally:
            self._one.release()
