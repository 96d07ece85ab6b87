"""PyGithub's connections, with one thing added: an answer has a last moment, however slowly it trickles in.

A timeout bounds the silence between two pieces of an answer, so a server that sends a byte now and then would
hold up a worker for as long as it likes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import requests
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

#: Seconds for a whole answer.
ANSWER_SECONDS: Final = 60
_PIECE: Final = 65_536


class _Bounded(HTTPAdapter):
    """Reads each answer to its end, and gives up when that takes longer than ``ANSWER_SECONDS``."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        deadline = time.monotonic() + ANSWER_SECONDS
        answer = super().send(request, True, timeout, verify, cert, proxies)
        try:
            answer._content = _read(answer, deadline)
        except (ReadTimeoutError, TimeoutError) as error:
            answer.close()
            raise requests.ReadTimeout(error, request=request) from error
        except (HTTPError, OSError) as error:
            answer.close()
            raise requests.ConnectionError(error, request=request) from error
        answer._content_consumed = True  # type: ignore[attr-defined]
        return answer


def _read(answer: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError("the answer comes too slowly")
    return bytes(body)


class _Https(HTTPSRequestsConnectionClass):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session.mount("https://", _adapter(self))


class _Http(HTTPRequestsConnectionClass):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session.mount("http://", _adapter(self))


def _adapter(made: _Https | _Http) -> _Bounded:
    return _Bounded(max_retries=made.retry, pool_connections=made.pool_size, pool_maxsize=made.pool_size)


def install() -> None:
    """Let every PyGithub client of this process have such connections.

    PyGithub's own ``injectConnectionClasses`` would also make it connect anew for each request.
    """
    setattr(Requester, "_Requester__httpConnectionClass", _Http)  # noqa: B010
    setattr(Requester, "_Requester__httpsConnectionClass", _Https)  # noqa: B010
