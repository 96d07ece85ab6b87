"""Change variables in a ``.env`` file, so that whoever reads it gets the very same text.

Readers are python-dotenv and pydantic-settings on top of it. All else in the file stays as it stands, and
the change is there as a whole or not at all, whenever the machine stops.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

#: What python-dotenv turns back within double quotes.
_ESCAPED: Final = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\v": "\\v",
        "\f": "\\f",
    }
)


def update(path: Path, values: Mapping[str, str | None]) -> None:
    """Set variables in the file, or take them out (``None``). It is made where there is none, for its owner
    only.

    Raises:
        OSError: the file cannot be read or written; it is as it was.
        ValueError: the file, or a value, is no UTF-8 text.
    """
    target = path.resolve()
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    write_privately(target, _changed(before, values))


def write_privately(path: Path, text: str) -> None:
    """Put a file in its place at once, for its owner only; it is on disk when this returns.

    Raises:
        OSError: it cannot be written; what was there before stays.
        ValueError: it is no text that UTF-8 can hold.
    """
    data = text.encode("utf-8")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Put a new name on disk; where folders cannot be opened (Windows), the system does it in time."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _changed(before: str, values: Mapping[str, str | None]) -> str:
    """Return the text with the variables set once each, where they stood first or else at the end."""
    left = {name: _line(name, value) for name, value in values.items()}
    parts: list[str] = []
    for binding in parse_stream(io.StringIO(before)):
        name = (binding.key or "").upper()  # to pydantic-settings, upper and lower case are the same
        parts.append(left.pop(name, "") if name in values else binding.original.string)
    text = "".join(parts)
    gap = "" if not text or text.endswith("\n") else "\n"
    return text + gap + "".join(left.values())


def _line(name: str, value: str | None) -> str:
    return "" if value is None else f"{name}={quoted(value)}\n"


def quoted(value: str) -> str:
    r"""Return ``value`` as python-dotenv reads it back.

    In its quotes ``${NAME:-text}`` stands for a text, and nothing else keeps it from replacing ``${…}``; a
    backslash before the closing quote would take that for a part of the value.
    """
    end = "${:-\\}" if value.endswith("\\") else ""
    body = value[:-1] if end else value
    return f'"{body.translate(_ESCAPED).replace("${", "${:-$}{")}{end}"'
