"""The npm emulator answers to the client that the product uses, and stays on the loopback interface."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from github import Auth, GithubIntegration

from tests.fakes.emulate import APP_ID, INSTALLATION_ID, PERMISSIONS, Emulator

NOW: dict[str, Any] = {"seconds_between_requests": 0, "seconds_between_writes": 0, "retry": None}


@pytest.mark.npm
def test_emulator_serves_the_app(start_emulator: Callable[[str], Emulator]) -> None:
    emulator = start_emulator("http://127.0.0.1:9/")
    auth = Auth.AppAuth(APP_ID, emulator.key.private_pem)
    app = GithubIntegration(auth=auth, base_url=emulator.base_url, **NOW)
    try:
        assert [item.id for item in app.get_installations()] == [INSTALLATION_ID]
        token = app.get_access_token(INSTALLATION_ID, permissions=PERMISSIONS)
    finally:
        app.close()
    assert token.permissions["checks"] == "write"
    assert not _listens_elsewhere(emulator)


def _listens_elsewhere(emulator: Emulator) -> bool:
    port = int(emulator.base_url.rpartition(":")[2])
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.2", port))
        except OSError:
            return True
    return False
