"""What names a pull request or issue on the command line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.inputs import reference
from bot.errors import UsageError
from bot.github.names import repository_name


@pytest.mark.parametrize("name", ["acme/widget", "jane_acme/widget", "a/.github", "A-b/c.d_e"])
def test_a_reference_is_a_name_and_a_number(name: str) -> None:
    assert reference(f"{name}#12") == (name, 12)


@pytest.mark.parametrize(
    "text",
    [
        "acme/widget",
        "acme/widget#",
        "acme/widget#x",
        "#1",
        "a/..#1",
        "-a/b#1",
        "a/b#1#2",
        "a/b#\u0661",
        "a\n/b#1",
    ],
)
def test_anything_else_is_a_plain_error(text: str) -> None:
    with pytest.raises(UsageError, match="OWNER/REPO#NUMBER"):
        reference(text)


@given(st.text(st.characters(codec=None)) | st.from_regex(r"[\w.-]+/[\w.-]+#[0-9]+", fullmatch=True))
def test_no_text_is_too_odd(text: str) -> None:
    with suppress(UsageError):
        repository, number = reference(text)
        assert repository_name(repository) == repository
        assert number >= 0
