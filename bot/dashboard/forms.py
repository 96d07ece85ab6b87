"""Forms that are read within bounds, and in memory: nothing that somebody pastes comes to lie in a file."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import IO, Any, Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

_PARTS: Final = 40


def read_body(most: int) -> bytes:
    """Return the body of the present request.

    Raises:
        RequestEntityTooLarge: it has more than ``most`` bytes. No more than that are read.
    """
    # One more than is taken: a body of unknown length that is cut at the limit does not show that it was.
    request.max_content_length = most + 1
    with suppress(RequestEntityTooLarge):
        if (request.content_length or 0) <= most:
            body = request.get_data(cache=False)
            if len(body) <= most:
                return body
    raise RequestEntityTooLarge(f"this is more than the {most // 1024:,} KiB that are read here")


def read_form(most: int) -> dict[str, str]:
    """Return the fields of the form that was sent; a file counts as a field with its text.

    A field that comes twice counts once; what is no form has none. Browsers end lines with CR and LF;
    here they end with LF.

    Raises:
        RequestEntityTooLarge: it has more than ``most`` bytes.
    """
    body = read_body(most)
    parser = FormDataParser(
        stream_factory=_in_memory, max_form_memory_size=most, max_content_length=most, max_form_parts=_PARTS
    )
    _, fields, files = parser.parse(BytesIO(body), request.mimetype, len(body), request.mimetype_params)
    read = {name: value.read().decode("utf-8", "replace") for name, value in files.items()}
    return {name: _lines(text) for name, text in {**read, **fields.to_dict()}.items()}


def _in_memory(*_size: Any, **_what: Any) -> IO[bytes]:
    return BytesIO()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
