"""What Byline asks GitHub for is one table; everything that lists it says the same."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from bot import diagnosis
from bot.github import asks
from bot.github.app import PERMISSIONS
from bot.github.asks import Part
from bot.setup.choice import Choice
from bot.setup.manifest import manifest
from tests.fakes.github.route_manifest import EVENT_PERMISSIONS, faults
from webhooks.routing import ROUTES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "github-app.md"
#: GitHub sends these to every App, and refuses a manifest that asks for them.
UNASKED = {"installation", "installation_repositories", "installation_target", "ping"}


def choice(*parts: Part) -> Choice:
    return Choice("Byline", "", "https://byline.example.org", "", "https://github.com", "x", parts)


def test_the_events_are_those_that_the_intake_acts_on() -> None:
    assert {event.name for event in asks.EVENTS} == set(ROUTES) - UNASKED


def test_each_event_has_the_permission_that_github_wants() -> None:
    assert {event.name: event.permission for event in asks.EVENTS} == {
        event.name: EVENT_PERMISSIONS[event.name] for event in asks.EVENTS
    }


def test_tokens_ask_for_nothing_else() -> None:
    assert {one.name: one.level for one in asks.PERMISSIONS if one.name != "merge_queues"} == PERMISSIONS
    assert PERMISSIONS["contents"] == "read"


def test_doctor_wants_what_every_app_has() -> None:
    required = {one.name for one in asks.permissions()}
    assert set(diagnosis.EVENTS) == {event.name for event in asks.EVENTS if event.permission in required}


@pytest.mark.parametrize(
    "parts", [chosen for number in range(4) for chosen in itertools.combinations(Part, number)]
)
def test_github_takes_every_manifest(parts: tuple[Part, ...]) -> None:
    made = manifest(choice(*parts), "http://127.0.0.1:8000")
    assert list(faults(json.dumps(made))) == []
    assert made["public"] is False
    assert made["request_oauth_on_install"] is False


def test_the_documents_list_the_same() -> None:
    _, _, after = DOCS.read_text().partition("## Permissions\n")
    permissions, _, listed = after.partition("## Events\n")
    row = r"^\| ([^|]+) \| (read|read and write)( \(optional\))? \| ([^|]+) \|$"
    rows = re.findall(row, permissions, re.MULTILINE)
    assert [tuple(part.strip() for part in found) for found in rows] == [
        (
            one.title,
            "read and write" if one.level == "write" else "read",
            "(optional)" if one.part else "",
            one.why,
        )
        for one in asks.PERMISSIONS
    ]
    events = re.findall(r"^- \*\*([^*]+)\*\*: (.+)$", listed, re.MULTILINE)
    optional = {one.name for one in asks.PERMISSIONS if one.part}
    assert events == [
        (one.title, one.why + (" (optional)" if one.permission in optional else "")) for one in asks.EVENTS
    ]
