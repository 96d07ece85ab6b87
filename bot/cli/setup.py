"""``byline setup``: register the GitHub App from a terminal, with no server running."""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from queue import Queue
from typing import Final

import click
import requests
from rich.console import Console

from bot import diagnosis
from bot.cli.doctor import show
from bot.cli.terminal import draws
from bot.cli.web import stores
from bot.config import Settings, load_settings
from bot.dashboard import Access, Site
from bot.errors import UsageError
from bot.messages.neutral import visible
from bot.setup import choice, keeping, token
from bot.setup.alone import ADDRESS, create_app, serving
from bot.setup.choice import Form
from bot.setup.pages import PATH, Host
from bot.storage import Sessions

_ANSWER_SECONDS: Final = 2
_UNNAMED: Final = "byline"


@click.command()
@click.option("--name", help="The App's name; you can still change it on GitHub.")
@click.option("--owner", metavar="ORG", help="The organization whose App it will be; default: yourself.")
@click.option("--public-url", metavar="URL", help="Where GitHub reaches your server (BYLINE_PUBLIC_URL).")
@click.option(
    "--relay", metavar="URL", help="A channel of smee.io, where GitHub cannot reach it (BYLINE_RELAY_URL)."
)
@click.option("--github-url", metavar="URL", help="GitHub Enterprise Server's address.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port for the set-up's page; 0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page by itself, if there is a browser.")
@click.option("--again", is_flag=True, help="Go on although an App is configured; a new one takes its place.")
def setup(port: int | None, browser: bool, again: bool, **given: str | None) -> None:
    """Register Byline as a GitHub App of your own, and store its key.

    Shows a page on this machine: you choose, GitHub creates the App with exactly the permissions that are
    listed there, and Byline stores what GitHub hands out. It then looks at all as `byline doctor` does.
    While `byline serve` runs without an App, its own page at /setup does the same.

    Reads the settings. Writes the key and .env in $BYLINE_HOME. Asks GitHub for what belongs to the new App.

    Exit status: 0 the App is stored; 2 usage or input error, or an App is configured already; 130 ended by
    Ctrl-C.

    \b
    Examples:
      byline setup --public-url https://byline.example.org
      byline setup --owner acme --relay https://smee.io/AbCdEf123456
      byline setup --github-url https://github.example.org --public-url https://byline.example.org
    """
    settings = load_settings()
    _require_none(settings, again=again)
    form = _form(settings, given)
    _require_free(settings, port if port is not None else settings.port)
    stored: Queue[str] = Queue()
    host = Host(finish=stored.put, start=form, again=again, in_terminal=True)
    database, inbox, audits = stores(settings)
    try:
        access = Access(settings, Sessions(database))
        app = create_app(Site(settings, inbox, audits, access, lambda _row: None), host)
        with serving(app, settings.port if port is None else port) as address:
            page = _wait(f"{address}{PATH}?token={_token(settings)}", stored, browser=browser)
            _tell_the_rest(load_settings(), page)  # meanwhile the browser loads what the last page needs
    finally:
        database.close()
        token.forget(settings.home)


def _require_none(settings: Settings, *, again: bool) -> None:
    if keeping.has_app(settings) and not again:
        which = f" (id {settings.app_id})" if settings.app_id else ""
        raise UsageError(
            f"a GitHub App is configured already{which}: `byline doctor` looks at it, --again replaces it"
        )
    hidden = keeping.conflicts(os.environ)
    if hidden:
        raise UsageError(
            f"{', '.join(hidden)}: set in the environment, which wins over what a set-up stores; "
            "take that out first"
        )
    keeping.require_writable(settings.home)


def _form(settings: Settings, given: dict[str, str | None]) -> Form:
    """Return the form as the options fill it in; what is wrong with one of them is told at once."""
    relay, public_url = given["relay"], given["public_url"]
    if relay and public_url:
        raise UsageError("give --public-url or --relay, not both")
    relayed = relay or ("" if public_url else str(settings.relay_url or ""))
    form = Form(
        name=given["name"] or "",
        owner=given["owner"] or "",
        reach="relay" if relayed else "public",
        public_url=(public_url or "").rstrip("/"),
        relay_url=relayed,
        web=(given["github_url"] or settings.web_url).rstrip("/"),
    )
    _, problems = choice.decide(replace(form, name=form.name or _UNNAMED), settings)
    options = {"web": "--github-url", "relay_url": "--relay", "public_url": "--public-url"}
    for name, problem in problems.items():
        if name != "public_url" or public_url:
            raise UsageError(f"{options.get(name, f'--{name}')}: {problem}")
    return form


def _require_free(settings: Settings, port: int) -> None:
    """Say that a server is running, where one answers: its own page does the same, and takes the App up."""
    if port == 0:
        return
    address = f"http://{ADDRESS}:{port}"
    with requests.Session() as session, suppress(requests.RequestException, ValueError):
        session.trust_env = False
        answer = session.get(f"{address}/healthz", timeout=_ANSWER_SECONDS, allow_redirects=False)
        if answer.json() == {"status": "alive"}:
            made = token.present(settings.home) or "… (it printed the link)"
            raise UsageError(
                f"Byline is running, and has the same page at {address}{PATH}?token={made}\n"
                "Open that one; or stop the server, or give another --port."
            )


def _token(settings: Settings) -> str:
    try:
        return token.renew(settings.home)
    except OSError as error:
        raise UsageError(f"cannot write to {settings.home}: {error.strerror}") from error


def _wait(address: str, stored: Queue[str], *, browser: bool) -> str:
    """Show the address, wait until an App is stored, and return its page on GitHub."""
    click.echo(f"Open this in your browser; it works once:\n\n  {address}\n")
    if browser and _has_browser():
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(address)
    try:
        with _waiting():
            return stored.get()
    except KeyboardInterrupt:
        click.echo("Ended. Nothing was stored.", err=True)
        raise


def _has_browser() -> bool:
    """Whether there is a screen; a browser in text would take the terminal."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _waiting() -> AbstractContextManager[object]:
    said = "Waiting for you and GitHub (Ctrl-C ends it)"
    if draws(os.environ):
        return Console(stderr=True).status(said)
    click.echo(f"{said} …", err=True)
    return nullcontext()


def _tell_the_rest(settings: Settings, page: str) -> None:
    """Check all that is configured now, and say what comes next."""
    click.echo(f"Stored: App {settings.app_id}, in {visible(str(settings.home / '.env'))}\n")
    for check in diagnosis.examine(settings):
        show(check)
    place = f": {visible(page)}/installations/new" if page else ", from its page on GitHub"
    click.echo(
        "\nNext:\n"
        f"  1. Install the App on a repository{place}\n"
        "  2. Start `byline serve`; if it runs already, start it again.\n"
        "  3. Write the project's policy: byline policy init"
    )
