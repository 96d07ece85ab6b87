"""Checks of the GitHub App: key, clock, permissions, events, installations, and whether webhooks arrive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

import requests

from bot.config import Settings
from bot.diagnosis.check import Check, Health
from bot.errors import BylineError, CouldNotLook
from bot.github import asks
from bot.github.app import GitHubApp
from bot.github.records import AppInfo, Attempt

#: Events that every App has to have ticked; installation events and ping come without asking.
EVENTS: Final = frozenset(one.name for one in asks.events([one.name for one in asks.permissions()]))
_LEVELS: Final = ("none", "read", "write", "admin")
_PATH: Final = "/webhooks/github"
#: GitHub refuses a key's token that seems to come from more than a minute ahead.
_WRONG_SECONDS: Final = 60
_ODD_SECONDS: Final = 20
_TIMEOUT: Final = 10
_LOOKED_AT: Final = 100
_OK: Final = "OK"
_SETTINGS: Final = "Correct it in the App's settings on GitHub."


def checks(settings: Settings, now: Callable[[], datetime]) -> Iterator[Check]:
    """Ask GitHub about the App; ``now`` is this machine's clock, in UTC."""
    if not settings.has_app:
        yield Check(
            "GitHub App",
            Health.WARN,
            "none is configured: Byline reads deliveries and writes nothing",
            "Run `byline setup`, or open the link that `byline serve` prints (docs/github-app.md).",
        )
        return
    yield _clock(settings, now)
    try:
        app = GitHubApp(settings)
        about = app.about
    except CouldNotLook as error:
        yield Check("GitHub App", Health.UNSEEN, str(error), "Check the network, BYLINE_APP_ID and the key.")
        return
    except BylineError as error:
        yield Check("GitHub App", Health.BAD, str(error), "Set BYLINE_PRIVATE_KEY_PATH to the .pem file.")
        return
    yield Check("GitHub App", Health.GOOD, f"{about.slug} (id {about.id})")
    yield _permissions("permissions", _lacking(about.permissions))
    yield _events(about)
    parts = {
        "installations": _installations(app),
        "webhook": _webhook(app, str(settings.relay_url or "")),
        "deliveries": _deliveries(app),
    }
    for name, part in parts.items():
        try:
            yield from part
        except BylineError as error:
            yield Check(name, Health.UNSEEN, str(error), "Try again later.")


def _clock(settings: Settings, now: Callable[[], datetime]) -> Check:
    """Compare the clocks by the date of any answer."""
    advice = "Let this machine keep its time by NTP (timedatectl set-ntp true)."
    begun = time.monotonic()
    try:
        with requests.get(
            f"{settings.api_url}/meta", timeout=_TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            there = parsedate_to_datetime(answer.headers["Date"])
        off = (now() - there).total_seconds() - (time.monotonic() - begun) / 2
    except (requests.RequestException, KeyError, ValueError, TypeError) as error:
        said = f"GitHub's could not be asked ({type(error).__name__})"
        return Check("clock", Health.UNSEEN, said, "Check the network and BYLINE_GITHUB_API_URL.")
    if abs(off) > _ODD_SECONDS:
        said = f"{abs(off):.0f} seconds {'ahead of' if off > 0 else 'behind'} GitHub's"
        return Check("clock", Health.BAD if abs(off) > _WRONG_SECONDS else Health.WARN, said, advice)
    return Check("clock", Health.GOOD, "agrees with GitHub's")


def _events(app: AppInfo) -> Check:
    """An event that only some need is one to have where its permission was granted."""
    wanted = EVENTS | {one.name for one in asks.events(app.permissions)}
    missing = sorted(wanted - set(app.events))
    if missing:
        said, advice = f"not subscribed: {', '.join(missing)}", "Tick them in the App's settings on GitHub."
        return Check("events", Health.BAD, said, advice)
    return Check("events", Health.GOOD, "all subscribed")


def _installations(app: GitHubApp) -> Iterator[Check]:
    installations = app.installations()
    if not installations:
        yield Check(
            "installations", Health.WARN, "installed nowhere", "Install the App from its page on GitHub."
        )
    for installation in installations:
        name = f"installation {installation.id}"
        if installation.suspended_at:
            advice = "Its owner can lift that in their settings."
            yield Check(name, Health.WARN, f"suspended since {installation.suspended_at}", advice)
        else:
            yield _permissions(name, _lacking(installation.permissions))


def _lacking(granted: dict[str, str]) -> list[str]:
    return [
        f"{name}: {level}"
        for name, level in ((one.name, one.level) for one in asks.permissions())
        if _LEVELS.index(granted.get(name, "none")) < _LEVELS.index(level)
    ]


def _permissions(name: str, lacking: list[str]) -> Check:
    if lacking:
        advice = "Grant them in the App's settings; each installation then has to accept them."
        return Check(name, Health.BAD, f"missing {', '.join(lacking)}", advice)
    return Check(name, Health.GOOD, "all permissions granted")


def _webhook(app: GitHubApp, relay: str) -> Iterator[Check]:
    hook, name = app.hook(), "webhook"
    address = urlsplit(hook.url)
    if not hook.url:
        yield Check(name, Health.BAD, "the App has no webhook URL", f"Set it to https://HOST{_PATH}.")
    elif hook.content_type != "json":
        said = f"GitHub sends {hook.content_type or 'another content type'}, and Byline reads JSON only"
        yield Check(name, Health.BAD, said, f"Choose application/json. {_SETTINGS}")
    elif not hook.secret:
        advice = "Set it there to what BYLINE_WEBHOOK_SECRET is here."
        yield Check(name, Health.BAD, "the App has no webhook secret: every delivery is refused", advice)
    elif relay and hook.url.rstrip("/") == relay.rstrip("/"):
        said = "GitHub sends to the channel of BYLINE_RELAY_URL, and `byline serve` fetches from there"
        yield Check(name, Health.GOOD, f"{said}: for development")
    elif relay:
        said = "`byline serve` fetches from the channel of BYLINE_RELAY_URL, but GitHub sends elsewhere"
        yield Check(name, Health.WARN, f"{said}: {hook.url}", f"Unset it, or: {_SETTINGS}")
    elif address.path.rstrip("/") != _PATH:
        said = f"{hook.url}: Byline listens at {_PATH}"
        yield Check(name, Health.WARN, said, f"{_SETTINGS} All is well if a proxy changes the path.")
    elif address.scheme != "https" or hook.insecure_ssl:
        said = f"{hook.url}: anybody on the way can read the deliveries"
        yield Check(name, Health.WARN, said, f"Use https, and let GitHub verify the certificate. {_SETTINGS}")
    else:
        yield Check(name, Health.GOOD, hook.url)


def _deliveries(app: GitHubApp) -> Iterator[Check]:
    """Whether webhooks arrive is what GitHub wrote down about the last ones."""
    attempts, name = list(islice(app.attempts(), _LOOKED_AT)), "webhook arrival"
    if not attempts:
        advice = "Install the App, or open an issue where it is installed, and look again."
        yield Check(name, Health.WARN, "GitHub has sent nothing yet", advice)
        return
    arrived = {one.guid for one in attempts if one.status == _OK}
    lost = {one.guid for one in attempts} - arrived
    last = attempts[0]
    when = f"{last.delivered_at:%Y-%m-%d %H:%M} UTC"
    if last.status != _OK:
        said = f"the last delivery ({when}) failed: {last.status}"
        yield Check(name, Health.BAD, said, _why(last))
    elif lost:
        said = f"the last one arrived ({when}); {len(lost)} of the last {len(arrived | lost)} never did"
        yield Check(name, Health.WARN, said, "byline redeliver")
    else:
        yield Check(name, Health.GOOD, f"the last one arrived ({when})")


def _why(attempt: Attempt) -> str:
    match attempt.status_code:
        case 401:
            return "The secrets differ: set BYLINE_WEBHOOK_SECRET to the one in the App's settings."
        case 404 | 405:
            return f"The webhook URL must end in {_PATH}. {_SETTINGS}"
        case 413:
            return "A proxy refuses large bodies: let it pass 25 MB."
        case 415:
            return f"Choose the content type application/json. {_SETTINGS}"
        case 503:
            return "Byline could not store it: look at the database and the disk, then `byline redeliver`."
    return "Is `byline serve` running, and can GitHub reach it at that URL? Then `byline redeliver`."
