"""When missing things make a finding, and what it shows."""

from __future__ import annotations

from dataclasses import replace

from detectors.model import Audience, Evidence, Tier, Unknown
from detectors.references import detect
from tests.detectors.references.build import absent, looked

BODY = """\
The function `parse_trailer()` in `src/http.c` copies the trailer.

It is called by `read_trailers()` in `src/transfer.c`.
"""
GONE = {
    "parse_trailer": absent(scope="src/http.c", nearest=("parse_header",)),
    "read_trailers": absent(scope="src/transfer.c", nearest=("read_body",)),
}


def test_two_invented_functions_of_real_files_make_a_finding() -> None:
    (found,) = detect(looked(BODY, GONE))
    assert (found.id, found.tier, found.audience) == ("references/not-found", Tier.CHECKABLE, Audience.PUBLIC)
    assert found.claim == "2 things that the text cites could not be found in v1.2.0 (commit 1a2b3c4d5e6f)."
    assert found.evidence[0] == Evidence(
        "description, line 1",
        "parse_trailer()",
        instead="no such name in src/http.c or elsewhere",
        nearest="parse_header",
    )


def test_one_missing_thing_is_a_slip() -> None:
    assert detect(looked(BODY, {"parse_trailer": GONE["parse_trailer"]})) == ()


def test_two_slips_in_a_long_careful_report_are_none() -> None:
    careful = "".join(f"`real_thing_{n}()` in `src/http.c` is fine.\n\n" for n in range(20))
    assert detect(looked(careful + BODY, GONE)) == ()


def test_where_nothing_was_looked_up_nothing_is_said() -> None:
    facts = looked(BODY, GONE)
    unseen = replace(facts.repository, looked_up=Unknown("the clone is too large"))
    assert detect(replace(facts, repository=unseen)) == ()
