"""Make the pictures of the README and the site anew: ``python -m docs.images.make`` (needs Chromium).

Both show what Byline really says: the comment on the payload in ``docs/examples``, and the audit of a
repository that is made here, of invented people and commits. Nobody else's data is in them.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import cmarkgfm
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright

from docs.images import png

ROOT: Final = Path(__file__).parents[2]
#: What GitHub takes for a picture on a page without a thought; a test holds the files against it.
MAX_BYTES: Final = 150_000
_SCALE: Final = 2
_PAGE: Final = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; background: #fff; color: #1f2328; width: 728px;
       font: 14px/1.5 -apple-system, "Segoe UI", "Liberation Sans", Helvetica, Arial, sans-serif }
.row { display: flex; gap: 16px } .face { width: 40px; height: 40px; border-radius: 50%; flex: none }
.box { border: 1px solid #d1d9e0; border-radius: 6px; flex: 1; min-width: 0 }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e;
        border-radius: 6px 6px 0 0 }
.head b { color: #1f2328 }
.bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 7px; font-size: 12px }
.body { padding: 16px } .body > :first-child { margin-top: 0 } .body > :last-child { margin-bottom: 0 }
h3 { font-size: 1.25em; margin: 0 0 16px } p, ul { margin: 0 0 16px } ul { padding-left: 2em }
hr { height: 3px; border: 0; background: #d1d9e0; margin: 24px 0 } a { color: #0969da }
code { background: #818b981f; padding: .2em .4em; border-radius: 6px; overflow-wrap: anywhere;
       font: 85% ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace }
</style><div class="row"><img class="face" src="data:image/svg+xml;base64,FACE"><div class="box">
<div class="head"><b>byline</b> <span class="bot">bot</span> commented now</div>
<div class="body">BODY</div></div></div>"""


def main() -> None:
    """Write both pictures."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        sys.exit("the pictures need a Chromium")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        _shoot(browser, _comment(), "comment.png", (760, 400), whole=True)
        _shoot(browser, _report(Path(scratch)), "report.png", (1180, 905), whole=False)
        browser.close()


def _shoot(browser: Browser, html: str, name: str, size: tuple[int, int], *, whole: bool) -> None:
    """Write the picture of a page ``size`` pixels wide and high, or as high as it is."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=_SCALE, color_scheme="light"
    )
    page.set_content(html)
    page.evaluate(
        "for (const part of document.querySelectorAll('#scope')) part.remove()"
    )  # the picture is short
    taken = base64.b64encode(page.screenshot(full_page=whole)).decode()
    page.close()
    small = png.with_a_palette(_pixels(browser, taken))
    ROOT.joinpath("docs", "images", name).write_bytes(small)
    print(name, len(small))


def _comment() -> str:
    """Return a page with the comment on the example's payload, in about the look that GitHub gives it."""
    command = ("check", "--event", "docs/examples/pull_request.opened.json", "--format", "json")
    judged = json.loads(_byline(*command, "--policy", "docs/examples/byline.yml"))
    (body,) = (one["body"] for one in judged["actions"] if one["action"] == "create_comment")
    face = base64.b64encode(ROOT.joinpath("bot/dashboard/static/icon.svg").read_bytes()).decode()
    return _PAGE.replace("FACE", face).replace("BODY", cmarkgfm.github_flavored_markdown_to_html(body))


def _report(folder: Path) -> str:
    """Return the audit of a repository that is made in ``folder``."""
    clone = folder / "marmot"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(clone)], check=True)
    stream = b"".join(_commits())
    subprocess.run(["git", "-C", str(clone), "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run(["git", "-C", str(clone), "checkout", "--quiet", "main"], check=True)
    return _byline("audit", str(clone), "--name", "acme/marmot", "--format", "html", home=folder / "home")


def _byline(*arguments: str, home: Path | None = None) -> str:
    environment = {"PATH": "/usr/bin:/bin", "BYLINE_HOME": str(home or ROOT / "build" / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return done.stdout


_PEOPLE: Final = ("Ada Byron", "Grace Murray", "Edsger Wybe", "Barbara Jane", "Radia Joy")
_WHAT: Final = (
    "the reader closes its file when a caller stops in the middle, which left the log open to the end",
    "a line without an end is kept until the rest of it comes, instead of being handed out in two pieces",
    "dates before 1970 are read with their sign, as archives of the old format have them",
    "the index is written beside the old one and put in its place at the end, so that a crash leaves either",
    "names with spaces work on every platform again; quoting them twice was a left-over of the first parser",
    "errors name the file and the line, since people asked us three times this month which one was meant",
    "the test for large files makes its own file, and no longer needs two gigabytes of room in the checkout",
)
_AREAS: Final = ("Reader", "Parser", "Index", "Archive", "Tests", "Command line")
_TRACES: Final = (
    "Assisted-by: Claude Code",
    "Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>",
    "Co-authored-by: Claude <noreply@anthropic.com>",
    "Assisted-by: Cursor",
)
_COUNT: Final = 160


def _commits() -> Iterator[bytes]:
    """Yield a history for ``git fast-import``: 21 months, five people, and agents from the tenth on."""
    start = datetime(2025, 1, 7, 9, tzinfo=UTC)
    for number in range(_COUNT):
        when = int((start + timedelta(days=4 * number, minutes=37 * number)).timestamp())
        name = _PEOPLE[(number * 7) % len(_PEOPLE)]
        who = f"{name} <{name.split()[0].lower()}@example.org> {when} +0000"
        trailers = [f"Signed-off-by: {who.rpartition('>')[0]}>"] if number % 3 else []
        if number > _COUNT // 3 and (number * 5) % 11 < number // 24:
            trailers.append(_TRACES[number % len(_TRACES)])
        message = _message(number, trailers).encode()
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode()
        yield message + b"\n"
        yield from _files(number)


def _message(number: int, trailers: list[str]) -> str:
    area, what = _AREAS[number % len(_AREAS)], _WHAT[(number * 3) % len(_WHAT)]
    ending = "\n\n" + "\n".join(trailers) if trailers else ""
    return f"{area}: step {number + 1}\n\nFrom now on {what}.{ending}\n"


def _files(number: int) -> Iterator[bytes]:
    texts = {f"src/part{number % 12}.py": f"STEP = {number}\n"}
    if number == 0:
        texts["LICENSE"] = ROOT.joinpath("LICENSE").read_text(encoding="utf-8")
        texts["README.md"] = "# Marmot\n\nReads archives.\n"
    if number == _COUNT // 2:
        texts["CONTRIBUTING.md"] = "# Contributing\n\nAll use of AI must be disclosed in a commit trailer.\n"
    for path, text in texts.items():
        yield f"M 644 inline {path}\ndata {len(text.encode())}\n{text}\n".encode()


def _pixels(browser: Browser, taken: str) -> NDArray[np.uint8]:
    """Return a picture's pixels as rows of red, green and blue: the browser reads the file."""
    read = """async (png) => {
        const picture = new Image(); picture.src = 'data:image/png;base64,' + png; await picture.decode();
        const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext('2d');
        pen.drawImage(picture, 0, 0);
        const data = pen.getImageData(0, 0, picture.width, picture.height).data;
        let text = ''; for (let at = 0; at < data.length; at += 32768)
            text += String.fromCharCode(...data.subarray(at, at + 32768));
        return [picture.width, picture.height, btoa(text)];
    }"""
    page = browser.new_page()  # one whose content forbids nothing
    width, height, data = page.evaluate(read, taken)
    page.close()
    every = np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(height, width, 4)
    return every[:, :, :3]


if __name__ == "__main__":
    main()
