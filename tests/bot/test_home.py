import stat
from pathlib import Path

import pytest

from bot import home
from bot.config import load_settings
from bot.errors import UsageError


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BYLINE_WEBHOOK_SECRET", raising=False)
    monkeypatch.delenv("BYLINE_DASHBOARD_TOKEN", raising=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "home"
    made = home.ensure_webhook_secret(load_settings(home=place))
    assert len(made.secrets()[0]) == 64
    assert mode(place / ".env") == 0o600
    again = home.ensure_webhook_secret(load_settings(home=place))
    assert again.secrets() == made.secrets()
    assert (place / ".env").read_text().count("BYLINE_WEBHOOK_SECRET") == 1


def test_a_secret_is_added_to_what_the_file_says_already(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BYLINE_PORT=9000")
    home.ensure_webhook_secret(load_settings(home=tmp_path))
    settings = load_settings(home=tmp_path)
    assert (settings.port, len(settings.secrets())) == (9000, 1)
    assert mode(tmp_path / ".env") == 0o600


def test_a_secret_that_is_set_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.ensure_webhook_secret(load_settings(home=tmp_path, webhook_secret="a,b")).secrets() == (
        b"a",
        b"b",
    )
    monkeypatch.setenv("BYLINE_WEBHOOK_SECRET", "")
    assert home.ensure_webhook_secret(load_settings(home=tmp_path)).secrets() == ()
    assert not (tmp_path / ".env").exists()


def test_the_dashboard_token_is_made_once(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    token = home.dashboard_token(settings)
    assert len(token) >= 40
    assert home.dashboard_token(settings) == token
    assert mode(home.dashboard_token_path(settings)) == 0o600
    assert home.dashboard_token(load_settings(home=tmp_path, dashboard_token="mine")) == "mine"


def test_a_home_that_cannot_be_written_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = load_settings(home=tmp_path / "file")
    with pytest.raises(UsageError, match="cannot keep"):
        home.ensure_webhook_secret(settings)
    with pytest.raises(UsageError, match="cannot keep"):
        home.dashboard_token(settings)


def test_an_empty_token_file_is_not_taken_for_a_token(tmp_path: Path) -> None:
    (tmp_path / "dashboard-token").write_text("\n")
    with pytest.raises(UsageError, match="is empty"):
        home.dashboard_token(load_settings(home=tmp_path))
