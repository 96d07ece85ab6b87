"""Registering an App from a manifest: GitHub's page that takes it, and the exchange of the code.

Rules: "Registering a GitHub App from a manifest", and the permission that "Webhook events and payloads" names
for each event. GitHub refuses the whole manifest where one of its events lacks its permission.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import shapes
from tests.fakes.github.context import state
from tests.fakes.github.errors import not_found
from tests.fakes.github.model import Account, AppRecord, Json
from tests.fakes.keys import AppKey, generate_app_key

routes = Blueprint("manifest", __name__)

LONGEST_NAME = 34
LASTS = timedelta(hours=1)
#: The permission, at least to read, that each event takes; GitHub has more of both.
EVENT_PERMISSIONS = {
    "check_run": "checks",
    "check_suite": "checks",
    "issue_comment": "issues",
    "issues": "issues",
    "label": "metadata",
    "member": "members",
    "merge_group": "merge_queues",
    "pull_request": "pull_requests",
    "pull_request_review": "pull_requests",
    "pull_request_review_comment": "pull_requests",
    "pull_request_review_thread": "pull_requests",
    "push": "contents",
    "release": "contents",
    "repository": "metadata",
    "repository_advisory": "repository_advisories",
    "star": "metadata",
    "workflow_run": "actions",
}
PERMISSIONS = frozenset({*EVENT_PERMISSIONS.values(), "administration", "secrets", "statuses", "workflows"})
_LEVELS = frozenset({"read", "write"})


@dataclass
class Registration:
    """An App that was made from a manifest, and the code that its maker got."""

    manifest: Json
    app: AppRecord
    key: AppKey
    code: str
    made_at: datetime
    used: bool = False


@routes.post("/settings/apps/new")
@routes.post("/organizations/<organization>/settings/apps/new")
def take(organization: str | None = None) -> ResponseReturnValue:
    """Show what the manifest asks for, and the button that makes the App."""
    text = request.form.get("manifest", "")
    problems = list(faults(text))
    if problems:
        told = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
        return _page("Invalid GitHub App configuration", f"<ul>{told}</ul>"), 422
    whose = f"/organizations/{escape(organization)}" if organization else ""
    given = {"manifest": text, "state": request.args.get("state", "")}
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in given.items())
    name = escape(json.loads(text).get("name", ""))
    return _page(
        "Create GitHub App",
        f'<form method="post" action="{whose}/settings/apps">{hidden}'
        f'<label>GitHub App name <input name="name" value="{name}"></label>'
        "<button>Create GitHub App</button></form>",
    )


@routes.post("/settings/apps")
@routes.post("/organizations/<organization>/settings/apps")
def create(organization: str | None = None) -> ResponseReturnValue:
    """Make the App, and send the browser back with a code."""
    manifest = json.loads(request.form["manifest"])
    name = request.form["name"]
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    taken = any(app.slug == slug for app in state().apps.values())
    if taken or not slug or len(name) > LONGEST_NAME:
        return _page("Create GitHub App", "Name is already taken, or too long"), 422
    owner = state().account(organization, "Organization") if organization else state().account("operator")
    made = _register(manifest, name, slug, owner)
    back = {"code": made.code, "state": request.form["state"]}
    return redirect(f"{manifest['redirect_url']}?{urlencode(back)}", 302)


@routes.post("/app-manifests/<code>/conversions")
def convert(code: str) -> ResponseReturnValue:
    """Hand out the App, once and within the hour."""
    found = state().registrations.get(code)
    if found is None or found.used or state().now() > found.made_at + LASTS:
        raise not_found()
    found.used = True
    return jsonify(
        shapes.app(state(), found.app)
        | {
            "client_secret": found.app.client_secret,
            "webhook_secret": found.app.webhook_secret,
            "pem": found.key.private_pem,
        }
    ), 201


@lru_cache(maxsize=2)
def _key(number: int) -> AppKey:
    """Return one of two keys: two Apps after another differ, and making one takes its time."""
    return generate_app_key()


def _register(manifest: Json, name: str, slug: str, owner: Account) -> Registration:
    key = _key(len(state().registrations) % 2)
    app = AppRecord(
        state().next_id(),
        slug,
        name,
        owner,
        state().account(f"{slug}[bot]", "Bot"),
        key.public_pem,
        {**manifest.get("default_permissions", {}), "metadata": "read"},
        sorted(manifest.get("default_events", [])),
        webhook_url=manifest.get("hook_attributes", {}).get("url"),
        webhook_secret=secrets.token_hex(20),
        client_secret=secrets.token_hex(20),
        callbacks=list(manifest.get("callback_urls", [])),
    )
    state().apps[app.id] = app
    made = Registration(manifest, app, key, secrets.token_hex(20), state().now())
    state().registrations[made.code] = made
    return made


def faults(text: str) -> Iterator[str]:
    """Yield what GitHub would not take of a manifest."""
    try:
        manifest = json.loads(text)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        yield "The configuration does not appear to be a valid GitHub App manifest."
        return
    hook = manifest.get("hook_attributes")
    if not _is_address(manifest.get("url")) or (hook is not None and not _is_address(hook.get("url"))):
        yield '"url" wasn\'t supplied.'
    if not _is_address(manifest.get("redirect_url")):
        yield '"redirect_url" wasn\'t supplied.'
    if len(str(manifest.get("name", ""))) > LONGEST_NAME:
        yield f"Name is too long (maximum is {LONGEST_NAME} characters)"
    if len(manifest.get("callback_urls", [])) > 10:
        yield "Callback urls are too many (maximum is 10)"
    yield from _ask_faults(manifest.get("default_permissions", {}), manifest.get("default_events", []))


def _ask_faults(permissions: dict[str, str], events: list[str]) -> Iterator[str]:
    odd = [name for name, level in permissions.items() if name not in PERMISSIONS or level not in _LEVELS]
    if odd:
        yield f"Default permission records resource is not included in the list: {', '.join(odd)}"
    unknown = [event for event in events if event not in EVENT_PERMISSIONS]
    if unknown:
        yield f"Default events unsupported: {', '.join(unknown)}"
    granted = {*permissions, "metadata"}
    bare = [event for event in events if EVENT_PERMISSIONS.get(event, "") not in granted]
    if bare:
        yield f"Default events are not supported by permissions: {', '.join(bare)}"


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"}


def _page(title: str, body: str) -> str:
    return f"<!doctype html><html lang=en><title>{title}</title><main><h1>{title}</h1>{body}</main></html>"
