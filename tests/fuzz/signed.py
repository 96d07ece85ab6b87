"""What schemathesis loads: it signs the requests for the intake, so that they get past the first check."""

from __future__ import annotations

import requests
import schemathesis

from tests.webhooks.running import SECRET
from webhooks.signature import sign


class Signed(requests.auth.AuthBase):
    """Signs the body of a request as GitHub does, whatever it is."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        request.headers["X-Hub-Signature-256"] = sign(raw, SECRET)
        return request


schemathesis.auth.set_from_requests(Signed()).apply_to(path="/webhooks/github")
