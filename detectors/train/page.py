"""The report as one HTML page with plots as inline SVG: no script, nothing fetched."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np

from detectors.train.evaluate import Outcome, by_project

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
table{border-collapse:collapse;width:100%;margin:1rem 0}
td,th{border-bottom:1px solid #d0d7de;padding:.3rem .6rem;text-align:left}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}figcaption{color:#57606a}figure{margin:2rem 0}
"""


def render(found: Sequence[Outcome], told: dict[str, Any]) -> str:
    """Return the whole page."""
    said = (
        f"Model {told['model']}, calibration {told['calibration']}, {len(found)} texts. Intervals are exact "
        "(Clopper-Pearson, 95 %). An abstention counts as not flagged. "
        "A score is no probability of authorship."
    )
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Byline: authorship classifier</title>",
        f"<style>{_STYLE}</style><h1>Evaluation of the authorship classifier</h1>",
        f"<p>{html.escape(said)}</p>",
        _table(told["groups"]),
        _figure(
            _roc(found), "Share of machine texts found against share of human texts flagged, on a log scale."
        ),
        _figure(
            _reliability(found), "Stated tail against measured share of human texts, by project left out."
        ),
        _figure(
            _projects(found), "Human texts flagged at a tail of 0.01 in every project with 100 texts or more."
        ),
    ]
    parts += [_slice(name, rows) for name, rows in told["slices"].items()]
    return "\n".join(parts) + "</html>\n"


def _cell(rate: dict[str, Any]) -> str:
    low, high = rate["interval"]
    return f"<td class=n>{100 * rate['share']:.2f} % <small>[{100 * low:.1f}-{100 * high:.1f}]</small></td>"


def _table(groups: dict[str, Any]) -> str:
    rows = [
        f"<tr><td>{html.escape(name)}</td><td class=n>{g['at 0.01']['n']}</td>"
        f"{_cell(g['at 0.01'])}{_cell(g['at 0.001'])}{_cell(g['abstained'])}</tr>"
        for name, g in groups.items()
    ]
    head = "<tr><th>group<th>texts<th>flagged at 0.01<th>flagged at 0.001<th>abstained</tr>"
    return f"<h2>Groups</h2><table>{head}{''.join(rows)}</table>"


def _slice(name: str, rows: dict[str, Any]) -> str:
    body = "".join(
        f"<tr><td>{html.escape(key)}</td><td class=n>{row['flagged']['n']}</td>"
        f"{_cell(row['flagged'])}{_cell(row['abstained'])}</tr>"
        for key, row in rows.items()
    )
    head = "<tr><th><th>texts<th>flagged at 0.01<th>abstained</tr>"
    return f"<h2>{html.escape(name)}</h2><table>{head}{body}</table>"


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{html.escape(caption)}</figcaption></figure>"


def _svg(figure: Any) -> str:
    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "byline", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    text = out.getvalue()
    return text[text.index("<svg") :]


def _tails(found: Sequence[Outcome], ai: bool, kind: str | None = None) -> np.ndarray:
    return np.array(
        [
            1.0 if o.tail is None else o.tail
            for o in found
            if o.record.ai is ai and (kind is None or o.record.kind == kind) and o.raw_words >= 40
        ]
    )


def _roc(found: Sequence[Outcome]) -> str:
    figure, axes = plt.subplots(figsize=(8, 5))
    grid = np.logspace(-4, 0, 200)
    for kind in ("issue", "pull_request", "commit"):
        human, machine = _tails(found, ai=False, kind=kind), _tails(found, ai=True, kind=kind)
        if len(human) and len(machine):
            x = np.array([(human <= at).mean() for at in grid])
            y = np.array([(machine <= at).mean() for at in grid])
            sizes = f"({len(human)} human, {len(machine)} machine)"
            axes.plot(np.maximum(x, 1e-4), y, label=f"{kind.replace('_', ' ')} {sizes}")
    axes.set(
        xscale="log", xlim=(1e-4, 1), ylim=(0, 1), xlabel="human texts flagged", ylabel="machine texts found"
    )
    axes.axvline(0.01, color="#888", linewidth=0.8)
    axes.grid(alpha=0.3)
    if axes.lines[1:]:
        axes.legend(loc="lower right")
    return _svg(figure)


def _reliability(found: Sequence[Outcome]) -> str:
    figure, axes = plt.subplots(figsize=(8, 5))
    grid = np.logspace(-3.5, 0, 100)
    for kind in ("issue", "pull_request", "commit"):
        human = np.array(
            [o.tail for o in found if not o.record.ai and o.record.kind == kind and o.tail is not None]
        )
        if len(human):
            measured = [max((human <= at).mean(), 1e-4) for at in grid]
            axes.plot(grid, measured, label=f"{kind.replace('_', ' ')} ({len(human)})")
    axes.plot(grid, grid, color="#888", linewidth=0.8, linestyle="--", label="stated = measured")
    axes.set(xscale="log", yscale="log", xlabel="stated tail", ylabel="share of human texts at or under it")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    return _svg(figure)


def _projects(found: Sequence[Outcome]) -> str:
    rates = sorted(
        by_project([o for o in found if not o.record.ai and o.record.kind != "code"]).items(),
        key=lambda item: item[1].share,
    )
    figure, axes = plt.subplots(figsize=(8, max(2.0, 0.24 * len(rates) + 1)))
    for at, (_, rate) in enumerate(rates):
        low, high = rate.interval
        axes.plot([100 * low, 100 * high], [at, at], color="#9db4d0")
        axes.plot(100 * rate.share, at, "o", color="#24527a", markersize=4)
    axes.set_yticks(range(len(rates)), [f"{name} ({rate.n})" for name, rate in rates], fontsize=7)
    axes.axvline(1, color="#888", linewidth=0.8)
    axes.axvline(3, color="#b55", linewidth=0.8)
    axes.set(xlabel="human texts flagged at a tail of 0.01, %", xlim=(0, None))
    axes.grid(alpha=0.3, axis="x")
    return _svg(figure)
