"""The ``.env`` file: whatever is written is what readers get, and the rest stays."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dotenv import dotenv_values
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.config import load_settings
from bot.setup.dotenv import update, write_privately

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("\\\"'${}:-\n\r #=`")
)
BEFORE = """\
# a comment
FIRST=1
export byline_client_secret=old # another
BYLINE_WEBHOOK_SECRET='two
lines'
this is no assignment
BYLINE_WEBHOOK_SECRET=twice
LAST="${FIRST}2"
"""


@given(texts, texts)
@example("ends with \\", "${HOME}${:-x}\\'\"")
@example("$", "{HOME}")
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_back(first: str, second: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / ".env"
        file.write_text(BEFORE)
        update(file, {"BYLINE_CLIENT_SECRET": first, "BYLINE_NEW": second, "BYLINE_WEBHOOK_SECRET": None})
        kept = dotenv_values(file, encoding="utf8")
        assert kept["BYLINE_CLIENT_SECRET"] == first
        assert kept["BYLINE_NEW"] == second
        assert "BYLINE_WEBHOOK_SECRET" not in kept
        assert (kept["FIRST"], kept["LAST"]) == ("1", "12")
        found = load_settings(home=folder)
        assert found.client_secret is not None
        assert found.client_secret.get_secret_value() == first


def test_what_stands_there_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(BEFORE)
    update(file, {"BYLINE_CLIENT_SECRET": "new", "BYLINE_APP_ID": "7"})
    assert file.read_text() == (
        BEFORE.replace("export byline_client_secret=old # another", 'BYLINE_CLIENT_SECRET="new"')
        + 'BYLINE_APP_ID="7"\n'
    )


def test_a_file_without_a_last_line_end(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1")
    update(file, {"B": "2"})
    assert file.read_text() == 'A=1\nB="2"\n'


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "home" / ".env"
    update(file, {"A": "1"})
    file.chmod(0o644)
    update(file, {"A": "2"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == [".env"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / ".env"
    real.write_text("A=1\n")
    link.symlink_to(real)
    update(link, {"B": "2"})
    assert link.is_symlink()
    assert dotenv_values(real) == {"A": "1", "B": "2"}


def test_what_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\n")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        update(file, {"A": "2"})
    with pytest.raises(ValueError, match="surrogates"):
        write_privately(file, "\ud800")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(".env", "A=1\n")]
