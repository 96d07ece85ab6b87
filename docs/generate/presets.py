"""Every preset: its summary, whose policy it follows, and the file itself, from ``policies.presets``."""

from __future__ import annotations

from textwrap import fill

from docs.generate.text import WIDTH, fence, head
from policies import presets

_ABOUT = (
    "The ten policy files that come with Byline, word for word. Which one fits your project: "
    "[Choosing a policy](../presets.md). What each key means: [The policy file](../policy.md)."
)


def page() -> str:
    """Return the page."""
    return head("Every preset", "policies/presets", _ABOUT) + "".join(
        f"\n{_section(presets.get(name))}" for name in presets.names()
    )


def _section(preset: presets.Preset) -> str:
    follows = ", ".join(
        f"[{project}]({source})" for project, source in zip(preset.modelled_on, preset.sources, strict=True)
    )
    about = fill(preset.summary, WIDTH, break_long_words=False, break_on_hyphens=False)
    return (
        f"## {preset.name}\n\n**{preset.title}.** {about}\n\n"
        f"Follows {follows}. [The page for contributors](../presets/{preset.name}.md).\n\n"
        f"{fence(presets.text(preset.name), 'yaml')}"
    )
