"""GitHub webhook intake: verify, record, answer. No work happens inside a request."""
