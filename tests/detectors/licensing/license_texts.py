"""License texts as the library's patterns spell them, so that none has to be copied here."""

from __future__ import annotations

from detectors.licensing import canonical

HOLDER = "Copyright (c) 2026 Ada Byron\n\n"


def canonical_text(license_id: str) -> str:
    """Return the words of a license in lines of ten."""
    form = canonical._nearest(canonical._patterns()[license_id], frozenset())
    words = [one.shown for one in form.words]
    return "\n".join(" ".join(words[at : at + 10]) for at in range(0, len(words), 10)) + "\n"
