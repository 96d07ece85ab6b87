"""The model card, from what was measured; and the fixed texts whose scores are kept as golden."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

_CASUAL_ISSUE: Final = """\
hi, since the last update the app crashes for me every time I rotate the phone while a song is
playing. before it worked fine. I tried clearing the cache but no luck, any idea what could be
wrong? happy to test a debug build if you have one"""
_TIDY_ISSUE: Final = """\
## Summary

During a review of the session handling logic, I identified a potential race condition that could
allow stale tokens to be accepted after logout. The issue arises because the cache is invalidated
asynchronously, leaving a short window in which previously issued tokens remain valid.

## Impact

An attacker with access to an expired token could continue to perform authenticated requests,
potentially leading to unauthorized access to sensitive data."""
_TIDY_PULL: Final = """\
## Summary
- add retry handling to the upload client
- document the new options in the user guide
- cover the new behavior with unit tests

## Testing
- `npm test`

This ensures that transient network failures no longer interrupt long-running uploads, while
preserving backward compatibility for existing callers."""
_CASUAL_PULL: Final = """\
I got tired of waiting for the full rebuild on every tiny css change, so this makes the watcher only
rebuild what actually changed. Not sure the hashing is the best way to go about it but it's at least
ten times faster on my machine. Let me know if you'd rather have this behind a flag."""
_CASUAL_COMMIT: Final = """\
The parser used to give up on the first bad line and threw away everything it had read so far. Keep
going instead, and print the number of lines that were skipped at the end. This is what the old tool
did, and some people's scripts rely on it."""
_TIDY_COMMIT: Final = """\
- Add comprehensive error handling to the configuration loader
- Refactor validation logic into a dedicated helper for improved readability
- Update existing tests to cover the new edge cases
- Ensure backward compatibility with legacy configuration files by falling back to default values"""
_GERMAN_ISSUE: Final = """\
Die Anwendung stürzt ab, wenn ich das Fenster verkleinere, während noch Daten geladen werden. Das
passiert nur mit der neuen Version, vorher hat es immer funktioniert, und ich habe an den
Einstellungen nichts geändert."""
#: Written for this purpose by a language model, in several voices: none of them is a sample of human writing.
EXAMPLES: Final[tuple[tuple[str, str], ...]] = (
    ("issue", _CASUAL_ISSUE),
    ("issue", _TIDY_ISSUE),
    ("pull_request", _TIDY_PULL),
    ("pull_request", _CASUAL_PULL),
    ("commit", _CASUAL_COMMIT),
    ("commit", _TIDY_COMMIT),
    ("commit", "Fix typo."),
    ("issue", _GERMAN_ISSUE),
)


_NETWORK: Final = (
    "; MiniLM-L6 (Apache-2.0),\n"
    "  fine-tuned, eight-bit weights, for texts that the first model finds near or beyond the line"
)


def write(folder: Path, config: Mapping[str, Any]) -> None:
    """Write ``CARD.md``."""
    rows = "\n".join(
        f"| {kind.replace('_', ' ')} | {told['n']} ({told['projects']}) | {told['recent']} "
        f"| {told['factor']} "
        f"| {100 * told['median_project']:.1f} % "
        f"| {100 * told['worst_project']:.1f} % of {told['worst_project_n']} | "
        f"{config['abstain']['words'][kind]} |"
        for kind, told in config["kinds"].items()
    )
    network = _NETWORK if folder.joinpath("model.onnx").is_file() else ""
    template = (resources.files("detectors.train") / "card.md").read_text("utf-8")
    folder.joinpath("CARD.md").write_text(
        template.format(rows=rows, network=network, **config), encoding="utf-8"
    )
