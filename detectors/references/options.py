"""Command-line options, settings and environment variables that a text says the project has.

An option belongs to the tool that its command line begins with: only where that is the project's own, or
where none is named, is it checked. The same goes for sentences that name another tool.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from detectors.references import kinds, places, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Block, Sort, Text

#: More than this no report names; what follows is left out.
MAX_FOUND: Final = 300

OTHER_TOOL: Final = "an option of another tool"
SYSTEM: Final = "a variable of the system or of another tool"

#: Tools whose names mean nothing else in a sentence.
_TOOLS: Final = stance.words(
    """git curl wget gcc g++ clang clang++ cc ld lld nm objdump readelf strace ltrace gdb lldb valgrind
    docker podman docker-compose kubectl helm minikube npm npx pnpm yarn bun node deno pip pip3 pipx
    pipenv poetry conda uv python python3 pytest tox mypy ruff black flake8 pylint cmake ninja meson
    bazel gradle gradlew mvn ant cargo rustc rustup gofmt gcloud aws az gh hub terraform ansible vagrant
    systemctl journalctl apt apt-get dpkg yum dnf rpm pacman brew snap flatpak bash zsh sed awk gawk
    grep rg egrep xargs tar gzip unzip ssh scp rsync openssl gpg ffmpeg ffprobe ffplay java javac ruby
    gem bundle bundler rake rails perl php composer dotnet nuget msbuild swift xcodebuild adb fastboot
    psql mysql sqlite3 redis-cli jq yq tmux vim nvim emacs chrome chromium firefox electron webpack vite
    tsc eslint prettier jest mocha nc netcat nmap tcpdump iptables ip mount chmod chown afl-fuzz afl-gcc
    autoreconf automake autoconf libtool pkg-config qemu nginx httpd apachectl kubeadm etcdctl protoc
    buf sphinx-build mdbook"""
)
#: Tools whose names are English words: told only at the head of a command line.
_WORDS: Final = stance.words(
    """make go sort find cat head tail test time watch less more which cut join install file split link
    patch screen top kill date echo env export set sudo ls cd cp mv rm mkdir touch diff configure as ar
    sh su man nice timeout service hub code script nohup exec source"""
)
_PASSED: Final = frozenset({"sudo", "time", "nice", "nohup", "exec", "npx", "env", "timeout", "command"})
_COMMON: Final = frozenset(
    {"--help", "--version", "--verbose", "--quiet", "--debug", "--force", "--config", "--output"}
)

_OPTION: Final = re.compile(
    r"(?<![\w/.$,-])--[A-Za-z][A-Za-z0-9_]{0,40}(?:[-.][A-Za-z0-9_]{1,40}){0,8}(?![\w/])"
)
#: Go's flags have one dash, and their words are joined by underscores.
_GO_FLAG: Final = re.compile(r"(?<![\w/.$,-])-[a-z][a-z0-9]{1,30}(?:_[a-z0-9]{1,30}){1,6}(?![\w/=.-])")
#: A build's own options: -Dhttp-limit=4 for Meson, -Dorg.project.key for Java.
_DEFINE: Final = re.compile(
    r"(?<![\w-])-D((?!(?:b|c|cpp|wrap|build|default|warning|auto|prefer|pkg|optimization|install|unity)[_.-])"
    r"[a-z][a-z0-9]{1,40}(?:[._-][A-Za-z0-9]{1,40}){1,8})(?=[=\s`,;)]|$)"
)
#: "--setting name 60": an option whose value is the name of a setting.
_SETTER: Final = r"--(?:set|setting|setopt|option|config-option|property)[ =]"
_SETS: Final = re.compile(rf"{_SETTER}([a-z]\w{{0,40}}_\w{{1,40}})\b")
_SET_BEFORE: Final = re.compile(rf"{_SETTER}$")
_OPTION_WORD: Final = re.compile(
    r"\b(?:options?|flags?|switch(?:es)?|arguments?|parameters?)\b", re.IGNORECASE
)
_PASSING: Final = re.compile(
    r"\b(?:with|using|us(?:e[sd]?)|pass(?:es|ed|ing)?|the|run|set|specify(?:ing)?|and|or|via|by|through"
    r"|without)[\s`*_,(]{1,4}$",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(r"\s*(?:[$#>%]\s+|PS[^>]{0,80}>\s*)?((?:[A-Z_][A-Z0-9_]*=\S*\s+)*)(\S+)")
#: A program and what it is given, without the words of a sentence.
_COMMAND_LINE: Final = re.compile(r"\s*(?:[$#>%] )?[\w./+-]+ (?:(?:-\S+|[\w./+=:@-]+) ){0,2}")
#: "Python 3.13" tells where the project ran.
_TOOL_WORD: Final = re.compile(r"[A-Za-z][\w+.-]*(?! v?\d)(?![\w+.-])")
_PARTED: Final = re.compile(r"\|\|?|&&|;|\$\(")

_VARIABLE: Final = r"[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,10}"
_DOLLAR: Final = re.compile(rf"\$(?:env:)?\{{?({_VARIABLE})\b\}}?")
_ASSIGNED: Final = re.compile(rf"(?:(?<![\w$.-])|(?<=-D))({_VARIABLE})=(?!=)")
_NAMED: Final = re.compile(rf"(?<![\w$.-])({_VARIABLE})(?![\w.(=-])")
_ENVIRONMENT: Final = re.compile(
    r"\benv(?:ironment)?[ -]?(?:var(?:iable)?s?|settings?)?\b|\bexport(?:ing)? [`$]{0,2}$"
    r"|^`? is (?:exported|unset)\b",
    re.IGNORECASE,
)
_SYSTEM: Final = re.compile(
    r"(?:LD|DYLD|LC|XDG|GIT|GITHUB|CI|RUNNER|PYTHON|JAVA|NODE|NPM|DOCKER|AWS|AZURE|GOOGLE|GCP|ASAN|UBSAN"
    r"|MSAN|TSAN|LSAN|CMAKE|CARGO|RUST|RUSTC|RUSTUP|GO|GTK|QT|GDK|QML|HTTP|HTTPS|NO|ALL|FTP|SSL|SSH|KUBE"
    r"|DBUS|WAYLAND|MALLOC|DEBIAN|HOMEBREW|VIRTUAL|CONDA|PIP|TOX|MAVEN|GRADLE|ANDROID|VCPKG|OMP|MKL|CUDA"
    r"|NVIDIA|NIX|LLVM|PROCESSOR|PROGRAM|SYSTEM|USER|HOST|PKG)_|JAVA_HOME"
)

_SETTING_WORD: Final = (
    r"(?:settings?|preferences?|config(?:uration)? (?:keys?|options?|values?|variables?|entr(?:y|ies)"
    r"|settings?|parameters?|propert(?:y|ies)|directives?)|configs?|directives?|options?|keys?|flags?"
    r"|toggles?|properties|configuration|check ?box(?:es)?)"
)
_SETTING_AFTER: Final = re.compile(rf"[`*_\"”']{{0,4}}\s+{_SETTING_WORD}\b", re.IGNORECASE)
_SETTING_BEFORE: Final = re.compile(
    rf"(?:\b{_SETTING_WORD}(?:\s+(?:named|called))?|\bset(?:ting)?(?:\s+the)?|\benabl(?:e|ed|ing)"
    rf"|\bdisabl(?:e|ed|ing))"
    r"[:,]?\s+[`*_\"“'(]{0,4}$",
    re.IGNORECASE,
)
_KEY: Final = r"[A-Za-z_][\w-]{0,60}(?:\.[A-Za-z_][\w-]{0,60}){0,8}"
_KEY_ONLY: Final = re.compile(_KEY)
_KEY_SET: Final = re.compile(
    rf"({_KEY})\s{{0,2}}(?:=|:)\s{{0,2}}(?:[\w.\"'/+-]{{1,60}}|\[.{{0,80}}\]|\{{.{{0,80}}\}})"
)
_JSON_KEY: Final = re.compile(r"\"([A-Za-z]\w{3,60})\":\s")
_TITLED: Final = re.compile(
    r"[\"“*`]{1,2}([A-Z][\w'-]{1,30}(?: [\w'()/&-]{1,30}){1,6})[\"”*`]{1,2}\s+"
    r"(?:settings?|options?|preferences?|check ?box|toggle|switch)\b"
)
#: "The Max Upload Size setting": so many words in capitals are a label of the program's own window.
_LABELED: Final = re.compile(
    r"\b[Tt]he ([A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}){2,5}) (?:setting|option|preference|checkbox|toggle)\b"
)
#: What systems, browsers and editors are called: such a label is theirs.
_BRANDS: Final = stance.words(
    """Windows Microsoft Google Apple Android Mac Visual Studio Code Chrome Firefox Safari Intel Amazon
    Facebook Twitter Docker Desktop Linux Ubuntu Gnome Xcode Eclipse Steam Git Hub Jira"""
)
_PLAIN_KEY: Final = r":?[A-Za-z][\w-]{0,40}(?:\.[A-Za-z_][\w-]{0,40}){0,7}"
#: "ui.showBanner is on", "with retry_limit disabled": a key of plain prose is told by what it is set to, or
#: by the word before it.
_PLAIN_SET: Final = re.compile(
    rf"(?<![\w`./@:$<>-])({_PLAIN_KEY})"
    r"(?=\s(?:(?:defaults?\sto|(?:is|was|are)\s(?:set|on|off(?!\sby)|enabled|disabled|true|false|turned"
    r"|switched|given)"
    r"|(?:turned|switched|set)\s(?:on|off|to)|enabled|disabled|has\sno\seffect)\b|=\s\w))"
)
_PLAIN_NAMED: Final = re.compile(
    rf"\b(?:options?|settings?|set|setting|configure|enabling|disabling)\s({_PLAIN_KEY})(?![\w`/(*]|[:.-]\w)"
)
_SHELLS: Final = frozenset(
    {"", "sh", "bash", "zsh", "shell", "console", "terminal", "text", "cmd", "powershell", "fish"}
)


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield the options, settings and variables that ``text`` cites, ``MAX_FOUND`` at most. Never raises."""
    return stance.spread(islice(_found(text, repository), MAX_FOUND))


def is_said(block: Block, start: int, end: int) -> bool:
    """Whether the words around a name call it a setting, an option or an environment variable."""
    before, after = block.text[max(0, start - 60) : start], block.text[end : end + 60]
    name = block.text[start:end].strip("`")
    if _DOLLAR.match(name) or _SET_BEFORE.search(before):
        return True
    if any(start <= key.start(1) < end for key in _plain_keys(block, max(0, start - 20), end + 40)):
        return True
    if _NAMED.fullmatch(name):
        return _ENVIRONMENT.search(before) is not None or _ENVIRONMENT.search(after) is not None
    return _SETTING_AFTER.match(after) is not None or _SETTING_BEFORE.search(before) is not None


@dataclass(frozen=True, slots=True)
class _Found:
    """Something at a place of a block, before the words around it are read."""

    cited: Cited
    name: str
    start: int
    end: int
    claim: Claim = Claim.WEAK
    hedge: str = ""


def _found(text: Text, repository: str) -> Iterator[Citation]:
    sections = stance.sections(text)
    for block in text.blocks:
        if block.spoken:
            for one in (
                *_options(block, repository),
                *_flags(block, repository),
                *_variables(block),
                *_settings(block, repository),
            ):
                yield _citation(one, block, sections.get(block.id, ""), repository)
        elif block.sort in {Sort.CODE, Sort.LOG} and not block.quoted and block.language in _SHELLS:
            yield from _commands(block, repository)


def _citation(one: _Found, block: Block, section: str, repository: str) -> Citation:
    """Read the words around, for a place or a reason not to check."""
    before = block.text[max(0, one.start - places.REACH) : one.start]
    path = places.path(before, block.text[one.end : one.end + places.REACH])
    path = "" if kinds.is_document(path) else path  # "in rocket.yaml": the reporter's own configuration
    reason = one.hedge or stance.in_block(block, one.start, one.end, repository)
    if not reason and not path:
        reason = section
    if not reason and block.broken(one.start, one.end):
        reason = stance.BROKEN
    quote = block.text[one.start : one.end]
    claim = Claim.STATED if path else one.claim
    line = block.line_at(one.start).number
    return Citation(one.cited, one.name, quote, line, Claim.NONE if reason else claim, path, hedge=reason)


def _options(block: Block, repository: str) -> Iterator[_Found]:
    for span in block.spans:
        head = tool(span.content)
        for match in _OPTION.finditer(span.content):
            if _is_common(match[0]):
                continue
            if match.start() == 0 or not head:
                claim, reason = Claim.WEAK, _other_tool(block, span.start, span.end, repository)
            else:
                claim, reason = Claim.STATED, "" if is_own_tool(head, repository) else OTHER_TOOL
            yield _Found(Cited.OPTION, match[0], span.start, span.end, claim, reason)
    for match in _OPTION.finditer(block.text):
        if block.span_at(match.start()) or _is_common(match[0]):
            continue
        start, end = match.span()
        before, after = block.text[max(0, start - 30) : start], block.text[end : end + 30]
        told = _OPTION_WORD.search(before) or _OPTION_WORD.search(after) or _PASSING.search(before)
        if told or "-" in match[0][2:] or after[:1] == "=":
            reason = _other_command(block, start, repository) or _other_tool(block, start, end, repository)
            yield _Found(Cited.OPTION, match[0], start, end, Claim.WEAK, reason)


def _flags(block: Block, repository: str) -> Iterator[_Found]:
    """Find flags of one dash, definitions of a build's options, and settings that an option sets."""
    for match in _GO_FLAG.finditer(block.text):
        start, end = match.span()
        before, after = block.text[max(0, start - 30) : start], block.text[end : end + 30]
        if _OPTION_WORD.search(before) or _OPTION_WORD.search(after) or _PASSING.search(before):
            reason = _other_command(block, start, repository) or _other_tool(block, start, end, repository)
            yield _Found(Cited.OPTION, match[0], start, end, Claim.WEAK, reason)
    for match in _DEFINE.finditer(block.text):
        own = re.split(r"[/_.-]", repository.lower())
        if "." not in match[1] or not set(match[1].lower().split(".")).isdisjoint(own):
            yield _Found(Cited.SETTING, match[1], match.start(), match.end())
    for match in _SETS.finditer(block.text):
        reason = _other_command(block, match.start(), repository)
        yield _Found(Cited.SETTING, match[1], match.start(1), match.end(1), Claim.WEAK, reason)


def _is_common(option: str) -> bool:
    """Whether every program has such an option, or it is the name of a page about one."""
    return option in _COMMON or re.search(rf"\.{places.ENDING}$", option) is not None


def tool(command: str) -> str:
    """Return the program that a command line runs, without its folder; "" where there is none."""
    rest = command[:400]
    for _ in range(4):
        match = _COMMAND.match(rest)
        if not match:
            return ""
        name = re.split(r"[/\\]", match[2])[-1].removesuffix(".exe")
        if name not in _PASSED:
            return "" if name.startswith("-") else name
        rest = rest[match.end() :]
    return ""


def is_command(words: str, repository: str) -> bool:
    """Whether words are a command line: they begin with a known program, or have an option."""
    return tool(words) in _TOOLS or is_own_tool(tool(words), repository) or _OPTION.search(words) is not None


def is_own_tool(name: str, repository: str) -> bool:
    """Whether a program is the project's own, by its name: equal, a part of it, or its short form."""
    bare = name.lower()
    owner, _, project = repository.lower().rpartition("/")
    if not project or not bare:
        return False
    parts = set(re.split(r"[_.-]", project))
    if bare in {owner, project, project.removeprefix("lib"), f"lib{project}", f"{project}d"} or (
        bare in parts and len(bare) > 2
    ):
        return True
    if bare in _TOOLS or bare in _WORDS:
        return False
    letters = iter(project)
    return len(bare) > 1 and bare[0] == project[0] and all(char in letters for char in bare)


def _other_tool(block: Block, start: int, end: int, repository: str) -> str:
    """Return the hedge of an option in whose sentence another tool is named, or a command of one stands."""
    low, high = stance.bounds(block.text, start, end)
    words = block.text[low:start] + " " + block.text[end:high]
    for word in _TOOL_WORD.findall(words):
        bare = word.lower().rstrip(".")
        if (bare in _TOOLS or bare in stance.PROJECTS) and not is_own_tool(bare, repository):
            return OTHER_TOOL
    return ""


def _other_command(block: Block, start: int, repository: str) -> str:
    """Return the hedge of an option in a line that is the command of another program, without marks."""
    line = block.text[block.text.rfind("\n", 0, start) + 1 : start][:200]
    head = tool(line)
    is_command = head[:1].islower() and len(head) > 1 and _COMMAND_LINE.fullmatch(line) is not None
    return OTHER_TOOL if is_command and not is_own_tool(head, repository) else ""


def _commands(block: Block, repository: str) -> Iterator[Citation]:
    """Read command lines of the project's own programs; what else stands in code is no citation."""
    starts = (line for line in block.lines if "--" in line.text or "=" in line.text)
    for line in starts:
        for part in _PARTED.split(line.text[:1_000]):
            if not is_own_tool(tool(part), repository):
                continue
            for match in _OPTION.finditer(part.split(" -- ", 1)[0]):
                if not _is_common(match[0]):
                    yield Citation(Cited.OPTION, match[0], part.strip()[:200], line.number, Claim.STATED)


def _variables(block: Block) -> Iterator[_Found]:
    for match in _DOLLAR.finditer(block.text):
        yield _variable(match)
    for match in _ASSIGNED.finditer(block.text):
        if block.text[max(0, match.start() - 3) : match.start()].endswith(("-D", "-D ")):
            yield _Found(Cited.SETTING, match[1], match.start(1), match.end(1))
        else:
            yield _variable(match)
    for match in _NAMED.finditer(block.text):
        start, end = match.span()
        before, after = block.text[max(0, start - 40) : start], block.text[end : end + 40]
        if (_ENVIRONMENT.search(before) or _ENVIRONMENT.search(after)) and block.text[
            start - 1 : start
        ] not in {"$", "{"}:
            yield _variable(match)


def _variable(match: re.Match[str]) -> _Found:
    reason = SYSTEM if _SYSTEM.match(match[1]) else ""
    return _Found(Cited.VARIABLE, match[1], match.start(1), match.end(1), Claim.WEAK, reason)


def _settings(block: Block, repository: str) -> Iterator[_Found]:
    """Find keys that the words call settings, keys that inline code sets, and titles in quotes."""
    project = re.escape(repository.rpartition("/")[2])
    is_configured = project and re.search(rf"\b{project}\.(?:json|ya?ml|toml)\b", block.text, re.IGNORECASE)
    for span in block.spans:
        for match in _JSON_KEY.finditer(span.content) if is_configured else ():
            if places.several_words(match[1]):
                yield _Found(Cited.SETTING, match[1], span.start, span.end)
        content = span.content.strip()
        key = _KEY_ONLY.fullmatch(content)
        given = None if key else _KEY_SET.fullmatch(content)
        name = content if key else given[1] if given else ""
        if not name or not _is_key(name) or _NAMED.fullmatch(name):
            continue
        if given or is_said(block, span.start, span.end):
            yield _Found(Cited.SETTING, name, span.start, span.end, Claim.WEAK, _of_others(name, repository))
    for match in _plain_keys(block):
        reason = _of_others(match[1], repository)
        yield _Found(Cited.SETTING, match[1].lstrip(":"), *match.span(1), Claim.WEAK, reason)
    for match in _LABELED.finditer(block.text):
        if _BRANDS.isdisjoint(match[1].split()):
            yield _Found(Cited.SETTING, match[1], *match.span(1))
    for match in _TITLED.finditer(block.text):
        if not block.span_at(match.start()) or block.text[match.start()] == "`":
            yield _Found(Cited.SETTING, match[1], match.start(1), match.end(1))


def _is_key(name: str) -> bool:
    """Whether a key is no plain word and no file."""
    if re.fullmatch(rf"[\w-]+\.{places.ENDING}", name) or len(name) < 5:
        return False
    if name.startswith(("self.", "this.", "request.", "response.", "window.", "document.", "event.", "_")):
        return False
    return "." in name or "-" in name.strip("-") or places.several_words(name)


def _plain_keys(block: Block, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """Find the keys of plain prose from ``start`` to ``end``: those that can be nothing else."""
    for pattern in (_PLAIN_SET, _PLAIN_NAMED):
        for match in pattern.finditer(block.text, start, end):
            parts = match[1].lstrip(":").split(".")
            is_long = any("-" in part for part in parts[1:]) or any(map(places.several_words, parts))
            if (
                (is_long or len(parts) > 2)
                and _is_key(match[1].lstrip(":"))
                and not _NAMED.fullmatch(match[1])
                and (len(parts) > 1 or not ("-" in match[1] or block.text.startswith(" =", match.end(1))))
                and not re.fullmatch(places.PATH, match[1])
                and not block.span_at(match.start(1))
            ):
                yield match


def _of_others(name: str, repository: str) -> str:
    root = re.split(r"[.\-_]", name.lower())[0]
    own = re.split(r"[/_.-]", repository.lower())
    return stance.OTHERS if "." in name and root in stance.PROJECTS and root not in own else ""
