"""``byline send``: post a saved payload to a running Byline, signed, as GitHub would."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from pathlib import Path

import click
import requests

from bot.config import load_settings
from bot.errors import CouldNotLook, UsageError
from bot.gather.events import guess_event
from bot.messages.neutral import clip, visible

_TIMEOUT_SECONDS = 30
_SHOWN = 2000


@click.command()
@click.argument("payload", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", help="GitHub's event name; default: told from the payload.")
@click.option("--url", help="Where to post; default: the webhook address of a Byline on this machine.")
@click.option(
    "--delivery", help="The delivery id; default: a new one. Sending one id twice shows that it is run once."
)
def send(payload: Path, event: str | None, url: str | None, delivery: str | None) -> None:
    """Post a saved payload to a running Byline, as GitHub would.

    For trying Byline out, and for sending again what GitHub's page of recent deliveries shows. Prints the
    answer.

    Reads the file PAYLOAD, and BYLINE_WEBHOOK_SECRET (or the one in $BYLINE_HOME/.env), which signs it. Sends
    it to --url, and nowhere else.

    Exit status: 0 accepted; 2 usage or input error; 3 the server cannot be reached, or refused it.

    \b
    Example:
      byline send docs/examples/pull_request.opened.json
    """
    settings = load_settings()
    secrets = settings.secrets()
    if not secrets:
        raise UsageError(
            "no webhook secret: start `byline serve` once (it makes one), or set BYLINE_WEBHOOK_SECRET"
        )
    body = payload.read_bytes()
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{payload}: not JSON: {error}") from error
    target = url or f"http://{settings.host}:{settings.port}/webhooks/github"
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/byline-send",
        "X-GitHub-Event": event or guess_event(parsed),
        "X-GitHub-Delivery": delivery or str(uuid.uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secrets[0], body, hashlib.sha256).hexdigest(),
    }
    try:
        answer = requests.post(target, data=body, headers=headers, timeout=_TIMEOUT_SECONDS)
    except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL) as error:
        raise UsageError(f"--url {target}: no address of a web server") from error
    except requests.exceptions.MissingSchema as error:
        raise UsageError(f"--url {target}: begin it with http:// or https://") from error
    except requests.RequestException as error:
        raise CouldNotLook(
            f"cannot reach {target}: is `byline serve` running? ({type(error).__name__})"
        ) from error
    click.echo(f"{answer.status_code} {visible(clip(answer.text.strip(), _SHOWN))}")
    if not answer.ok:
        raise CouldNotLook(f"{target} refused the delivery with status {answer.status_code}")
