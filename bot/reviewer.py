"""The second opinion: asks the safeguard model that the settings name, when the decision is already made.

Any endpoint with OpenAI's chat completions will do. What it says is added to the findings, for maintainers;
that nothing comes of it needs no rule, for the plan is there before the question.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Final

import requests
from pydantic import BaseModel, Field, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from bot.config import Settings
from bot.engine import Judgement
from bot.storage import Database, Opinions
from detectors.model import Kind, Unknown
from policies import verdict
from policies.schema import Policy
from policies.second_opinion import Request, request

#: Tokens that an answer may have, the model's own thinking included.
MAX_ANSWER_TOKENS: Final = 4_000
MAX_BODY_BYTES: Final = 1_048_576
_CONNECT_SECONDS: Final = 5
#: Characters a token has at the least, on average, in the languages that people contribute in.
_CHARS_PER_TOKEN: Final = 2

# A model that was too slow is not asked again: that would cost twice. A broken or busy server is.
_RETRY: Final = Retry(
    total=2,
    read=False,
    backoff_factor=0.2,
    status_forcelist=(429, 500, 502, 503, 504),
    allowed_methods=frozenset({"POST"}),
    respect_retry_after_header=False,
    raise_on_status=False,
    redirect=0,
)


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    total_tokens: Annotated[int, Field(ge=0)]


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    tokens: int


class Reviewer:
    """Asks for second opinions and remembers them. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._opinions = Opinions(database, clock)

    def add(self, judgement: Judgement, policy: Policy | None = None, *, forced: bool = False) -> Judgement:
        """Return a judgement with the second opinion, or why there is none, where the policy wants one.

        ``policy`` is the one that judged, where it is not the repository's own; ``forced`` asks whatever the
        policy's ``show`` says. Decision and plan stay as they are.
        """
        asked = request(judgement.facts, judgement.findings, policy, forced=forced)
        if asked is None:
            return judgement
        name = asked.prompt if isinstance(asked, Request) else ""
        opinion = self._opinion(asked, judgement.facts.contribution.kind)
        added = verdict.finding(opinion, self._settings.reviewer_model, name)
        return replace(judgement, findings=(*judgement.findings, added))

    def _opinion(self, asked: Request | Unknown, kind: Kind) -> verdict.Opinion | Unknown:
        if isinstance(asked, Unknown):
            return asked
        if self._settings.reviewer_url is None:
            return Unknown("no reviewer is set up here (BYLINE_REVIEWER_URL)")
        if kind is Kind.SECURITY_REPORT and not self._settings.reviewer_security:
            return Unknown(
                "security reports are not shown to the reviewer: the operator of this server has not allowed "
                "it (BYLINE_REVIEWER_SECURITY)"
            )
        answer = self._answer(asked)
        if isinstance(answer, Unknown):
            return answer
        return verdict.parse_answer(answer, asked.parts, asked.clauses)

    def _answer(self, asked: Request) -> str | Unknown:
        """Return what was answered to the same question before; else ask, within the budget."""
        settings = self._settings
        where = (str(settings.reviewer_url), settings.reviewer_model, asked.system, asked.user)
        digest = hashlib.sha256(json.dumps(where).encode()).hexdigest()
        remembered = self._opinions.answer(digest)
        if remembered is not None:
            return remembered
        estimate = (len(asked.system) + len(asked.user)) // _CHARS_PER_TOKEN + MAX_ANSWER_TOKENS
        calls, tokens = settings.reviewer_calls_per_hour, settings.reviewer_tokens_per_day
        taken = self._opinions.take(digest, estimate, calls_an_hour=calls, tokens_a_day=tokens)
        if taken == "calls":
            return Unknown(f"the reviewer was asked {calls} times in the last hour, which is the limit")
        if isinstance(taken, str):
            return Unknown(f"the question would go over the limit of {tokens:,} tokens a day")
        answer = self._ask(asked, estimate)
        if isinstance(answer, Unknown):
            return answer
        self._opinions.keep(taken, answer.text, answer.tokens)
        return answer.text

    def _ask(self, asked: Request, estimate: int) -> _Answer | Unknown:
        try:
            status, body = self._post(asked)
        except (requests.Timeout, TimeoutError):
            return Unknown("the reviewer did not answer in time")
        except (requests.RequestException, HTTPError, OSError) as error:
            # The message holds the address, and that may hold a secret.
            return Unknown(f"the reviewer could not be reached ({type(error).__name__})")
        if status in (401, 403):
            return Unknown(f"the reviewer refused the key (HTTP {status}; see BYLINE_REVIEWER_KEY)")
        if status != 200:
            return Unknown(f"the reviewer answered HTTP {status}")
        return _read(body, estimate)

    def _post(self, asked: Request) -> tuple[int, bytes]:
        settings, key = self._settings, self._settings.reviewer_key
        messages = [{"role": "system", "content": asked.system}, {"role": "user", "content": asked.user}]
        question = {
            "model": settings.reviewer_model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": MAX_ANSWER_TOKENS,
        }
        headers = {"User-Agent": "byline"}
        if key is not None and key.get_secret_value():
            headers["Authorization"] = f"Bearer {key.get_secret_value()}"
        url, seconds = (
            f"{str(settings.reviewer_url).rstrip('/')}/chat/completions",
            settings.reviewer_timeout_seconds,
        )
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=_RETRY))
            with session.post(
                url,
                json=question,
                headers=headers,
                timeout=(min(_CONNECT_SECONDS, seconds), seconds),
                stream=True,
                allow_redirects=False,
            ) as answer:
                return answer.status_code, _body(answer, time.monotonic() + seconds)


def _body(answer: requests.Response, deadline: float) -> bytes:
    """Read what fits, and no longer than until ``deadline``: a server that drips holds up nobody."""
    read = bytearray()
    while piece := answer.raw.read1(65_536, decode_content=True):
        read += piece
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(read) > MAX_BODY_BYTES:
            break
    return bytes(read)


def _read(body: bytes, estimate: int) -> _Answer | Unknown:
    if len(body) > MAX_BODY_BYTES:
        return Unknown("the reviewer's answer is too large")
    try:
        found = _Completion.model_validate_json(body)
    except (ValidationError, ValueError):
        return Unknown("the reviewer answered something that is no chat completion")
    choice = found.choices[0]
    if choice.finish_reason == "length":
        return Unknown("the reviewer's answer was cut off")
    if len(choice.message.content) > verdict.MAX_ANSWER:
        return Unknown("the reviewer's answer is too large")
    return _Answer(choice.message.content, found.usage.total_tokens if found.usage else estimate)
