"""What Byline counts about itself, for Prometheus: ``storage.tallies`` adds up the processes."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY: Final = CollectorRegistry()
_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

WEBHOOKS: Final = Counter(
    "byline_webhook_requests", "Webhook requests by what became of them", ["result"], registry=REGISTRY
)
ATTEMPTS: Final = Counter(
    "byline_delivery_attempts", "Attempts at deliveries by what came of them", ["outcome"], registry=REGISTRY
)
HANDLING: Final = Histogram(
    "byline_delivery_handling_seconds", "How long one attempt took", buckets=_SECONDS, registry=REGISTRY
)
COMPLETION: Final = Histogram(
    "byline_delivery_completion_seconds",
    "How long it took from the receipt of a delivery until it was done",
    buckets=(*_SECONDS, 1800.0, 7200.0),
    registry=REGISTRY,
)
JUDGEMENTS: Final = Counter(
    "byline_judgements", "Judged contributions by the outcome of the decision", ["outcome"], registry=REGISTRY
)
GITHUB_REQUESTS: Final = Counter(
    "byline_github_requests",
    "Requests to GitHub by the class of the answer's status; none: no answer",
    ["status"],
    registry=REGISTRY,
)
GITHUB_LIMITS: Final = Counter(
    "byline_github_rate_limits", "Answers of GitHub that asked to wait", registry=REGISTRY
)
GITHUB_WAITS: Final = Counter(
    "byline_github_rate_limit_wait_seconds", "Time spent waiting for GitHub's rate limits", registry=REGISTRY
)
