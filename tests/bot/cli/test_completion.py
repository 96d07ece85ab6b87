"""``byline completion`` in the real shells: a person types, and presses the tab key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import commands
from tests.bot.cli.conftest import ROOT, Run
from tests.bot.cli.terminals import environment, terminal

SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}
#: Load it, and let a function show the words that it is called with. The completion runs the program itself.
LOADS = {
    "bash": """eval "$(byline completion bash)"; byline() { printf '<%s>' "$@"; }; echo read''y""",
    "zsh": """autoload -Uz compinit; compinit -D -u; eval "$(byline completion zsh)"
        byline() { printf '<%s>' "$@"; }; echo read''y""",
    "fish": """byline completion fish | source; function byline; printf '<%s>' $argv; end; echo read''y""",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_completes_commands_options_presets_and_files(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "payload-of-mine.json").write_text("{}")
    given = environment(tmp_path / "home", HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path / "config"))
    with terminal([shell, *SHELLS[shell]], given, tmp_path, cwd=tmp_path) as running:
        running.type(f"{LOADS[shell]}\n")
        running.wait_for("ready")
        for typed, last in (
            ("opennes", "openness"),
            ("policy simu", "simulate"),
            ("check --second", "--second-opinion"),
            ("check --policy human-i", "human-in-the-loop"),
            ("check --format mark", "markdown"),
            ("check --event payload-of", "payload-of-mine.json"),
            ("audit payload-of", "payload-of-mine.json"),
        ):
            running.type(f"byline {typed}\t\n")
            running.wait_for("".join(f"<{word}>" for word in [*typed.split()[:-1], last]))


def test_a_completion_that_fails_says_nothing(byline: Run) -> None:
    done = byline(_BYLINE_COMPLETE="bash_complete", COMP_WORDS="byline '", COMP_CWORD="none")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_what_the_shells_ask_is_answered_without_loading_the_commands(tmp_path: Path) -> None:
    program = (
        "import sys; from bot.cli import main\ntry: main([])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    given = os.environ | {"_BYLINE_COMPLETE": "bash_complete", "COMP_WORDS": "byline p", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=given, check=False
    )
    assert (done.returncode, done.stdout) == (0, "plain,policy\nplain,purge\n")
    assert {"bot.config", "bot.cli.check", "pydantic", "sqlalchemy"} & set(done.stderr.split()) == set()


def test_every_command_is_offered(byline: Run) -> None:
    done = byline(_BYLINE_COMPLETE="zsh_complete", COMP_WORDS="byline ", COMP_CWORD="1")
    offered = done.stdout.splitlines()[1::3]
    assert offered == list(commands.list_commands(None))  # type: ignore[arg-type]


def test_another_shell_is_a_usage_error(byline: Run) -> None:
    done = byline("completion", "tcsh")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
