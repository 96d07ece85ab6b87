"""Every detector: the families of the registry, and the findings that their pages tell of."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

from detectors import registry
from detectors.authorship import finding as authorship
from detectors.model import Need
from docs.generate.text import head, paragraphs, prose, table
from policies.rules.provenance import RULES

_ABOUT = (
    "A detector looks at a contribution and says what it found, with the words and the place. It judges "
    "nobody: what follows from a finding is the policy's to say. Each finding has a section that tells what "
    "is looked at, what it does *not* mean, and what helps."
)
_HEADING = "(?m)^## ({family}/[a-z-]+)$"


def page(folder: Path) -> str:
    """Return the page. ``folder`` has a page for each family, with a section for each of its findings.

    Raises:
        ValueError: a family has no page, or its page tells of no finding.
    """
    names = sorted(registry.names(), key=lambda name: (name == "authorship", name != "traces", name))
    return head("Every detector", "detectors/registry.py", _ABOUT) + "".join(
        f"\n{_section(name, folder / f'{name}.md')}" for name in names
    )


def _section(name: str, described: Path) -> str:
    found = re.findall(_HEADING.format(family=name), described.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{described.name} tells of no finding")
    about = paragraphs(prose(inspect.getdoc(importlib.import_module(f"detectors.{name}")) or ""))
    rows = [(f"[{one}](../detectors/{name}.md#{one.replace('/', '')})", _key(one)) for one in found]
    return "\n".join(
        (
            f"## {name}\n",
            *(f"{text}\n" for text in about),
            f"Needs, beside the contribution's own text: {_needs(name)}.\n",
            table(("finding", "what a policy can make of it"), rows),
        )
    )


def _needs(name: str) -> str:
    family = authorship if name == "authorship" else importlib.import_module(f"detectors.{name}")
    needs: frozenset[Need] = frozenset(family.NEEDS)
    return ", ".join(f"`{need}`" for need in sorted(str(one) for one in needs)) or "nothing"


def _key(finding: str) -> str:
    family = finding.partition("/")[0]
    keys = [rule.key for rule in RULES if {family, finding} & {rule.detector, *rule.also}]
    if keys:
        return ", ".join(f"`provenance.{key}`" for key in keys)
    return _OTHERWISE.get(finding) or _OTHERWISE.get(family, "nothing: it is shown, and no rule goes by it")


_OTHERWISE = {
    "traces": "`use`, `disclosure`, `require.agents`, `require.tools`, `limits`",
    "traces/branch": "nothing: it is shown, and no rule goes by it",
    "traces/metafile": "`limits.metafiles`, by the files' names",
    "references": "`detect.references`",
    "signoff/missing": "`require.signoff`",
    "signoff/agent": "`require.signoff`, `disclosure.trailers.forbid`",
    "authorship": "`detect.score`: at most one neutral label",
}
