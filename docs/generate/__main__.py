"""``python -m docs.generate``: write the pages of ``docs/reference``."""

from __future__ import annotations

from docs.generate import DOCS, pages

for path, text in pages().items():
    DOCS.joinpath(path).write_text(text, encoding="utf-8")
