"""reStructuredText, brought into the form of Markdown line by line, so that one reader does for both.

Only what matters for reading sentences is rewritten: headings, literal blocks, directives, roles and
links. Every line keeps its number.
"""

from __future__ import annotations

import re
from typing import Final

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"\s*\.\.(?:\s|$)")
_SPOKEN_DIRECTIVE = re.compile(
    r"\s*\.\.\s+(?:note|warning|tip|important|hint|caution|attention|seealso|admonition)::\s*(.*)$",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"\s*\.\.\s+(?:\|([^|\n]{1,100})\|\s+)?(?:image|figure)::\s*(\S{1,2000})")
_OPTION = re.compile(r"\s*:(alt|target):\s*(.{1,500})$")
_LINK = re.compile(r"`([^`<\n]{1,300})\s<([^`>\n]{1,1000})>`__?")
_ROLE = re.compile(r":[a-z][a-z:.+-]{0,40}:`([^`\n]{1,300})`")
_REFERENCE = re.compile(r"`([^`\n]{1,300})`__?(?!\w)")
_LITERAL = re.compile(r"``([^`\n]{1,300})``")
_LEVELS: Final = "=-~^\"'`#*+.:_<>"


def to_markdown(text: str) -> str:
    """Return ``text`` with the marks of Markdown; line ``n`` of it is line ``n`` of ``text``."""
    out: list[str] = []
    lines = text.split("\n")
    skipped: int | None = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (skipped is not None and indent > skipped):
            out.append("")
            continue
        skipped = None
        if spoken := _SPOKEN_DIRECTIVE.match(line):
            out.append(_inline(spoken[1]))
        elif image := _IMAGE.match(line):
            out.append(_badge(image, lines[number + 1 : number + 8]))
            skipped = indent
        elif _DIRECTIVE.match(line):
            out.append("")
            skipped = indent
        elif _UNDERLINE.match(line):
            _head(out, line)
        else:
            skipped = indent if line.rstrip().endswith("::") else None
            out.append(_inline(line).lstrip() if indent >= 4 else _inline(line))
    return "\n".join(out)


def _head(out: list[str], line: str) -> None:
    """Make the line above an underline a heading."""
    if out and out[-1].strip() and not out[-1].startswith("#"):
        level = min(_LEVELS.index(line[0]) // 2 + 1, 6)
        out[-1] = f"{'#' * level} {out[-1].strip()}"
    out.append("")


def _badge(image: re.Match[str], options: list[str]) -> str:
    """Return an image with its ``:alt:`` and ``:target:`` as Markdown writes it."""
    held = {}
    for line in options:
        if not (option := _OPTION.match(line)):
            if line.strip() and not line.strip().startswith(":"):
                break
            continue
        held[option[1]] = option[2].strip()
    shown = f"![{held.get('alt', image[1] or '')}]({image[2]})"
    return f"[{shown}]({held['target']})" if "target" in held else shown


def _inline(line: str) -> str:
    line = _LINK.sub(r"[\1](\2)", line)
    line = _ROLE.sub(r"\1", line)
    line = _LITERAL.sub(r"`\1`", line)
    return _REFERENCE.sub(r"\1", line).removesuffix("::")
