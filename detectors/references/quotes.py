"""Code and messages that a text quotes as the project's own.

A block of code is the project's only where the words before it say so, or where its first line names the
file; whatever is a fix, a sketch, an example, an exploit or an output is not. A message is quoted where the
words around say that the program prints it. What systems, compilers and runtimes say is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.references import kinds, options, places, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Block, Sort, Text

#: More than this no report quotes; what follows is left out.
MAX_FOUND: Final = 200
MAX_LINES: Final = 8
#: A project's name of fewer letters stands in other words, too.
_SHORTEST_NAME: Final = 3
_MIN_LINE: Final = 12
_MAX_LINE: Final = 200
_MIN_MESSAGE: Final = 15
_MAX_MESSAGE: Final = 300

SYSTEM: Final = "a message of the system, a compiler or a runtime"

_CODE: Final = (
    r"(?:code|implementation|snippet|source|logic|lines?|function|method|excerpt|fragment|definition"
    r"|class|check)"
)
_SHOWN: Final = re.compile(
    rf"\b(?:vulnerable|affected|problematic|buggy|offending|faulty|relevant|current(?:ly)?|existing"
    rf"|original|insecure|flawed|culprit|actual)\s+(?:\w+\s+)?{_CODE}\b|\bcurrent(?:ly)?:?\s*$|\b(?:code"
    rf"|function|implementation)\s+(?:currently\s+)?(?:looks like|reads|is|does)\b",
    re.IGNORECASE,
)
#: "The code in lib/parse.c": a lone file name may be one of the reporter's own.
_FROM: Final = re.compile(
    rf"\b{_CODE}\b[^.\n]{{0,40}}\b(?:in|from|of|at|inside)\s[^.\n]{{0,30}}?({places.PATH})", re.IGNORECASE
)
_NATIVE: Final = (".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".rs", ".go", ".zig")
_NO_SOURCE: Final = (
    ".txt",
    ".md",
    ".rst",
    ".json",
    ".xml",
    ".yml",
    ".yaml",
    ".sh",
    ".html",
    ".ini",
    ".cfg",
    ".conf",
)
_ALONE: Final = re.compile(
    rf"[\s*_`]{{0,9}}(?:File:?|In|From)?[\s*_`]{{0,9}}({places.PATH})[^.\n]{{0,40}}", re.IGNORECASE
)
#: What a file holds: "In lib/parse.py the query is built like this:", "lib/parse.py has:", "From lib/a.py".
_HOLDS: Final = re.compile(
    rf"(?:[^\n]{{0,200}}[.!?]\s)?[\s*_`]{{0,9}}(?:(?:[Ff]ile|[Ii]n|[Ff]rom|[Ss]nippet (?:of|from|in)"
    rf"|[Ee]xcerpt (?:of|from))"
    rf":?\s)?(?:the\s|file\s)?[*_`]{{0,3}}({places.PATH})(?::\d{{1,6}}(?:-\d{{1,6}})?)?[*_`]{{0,3}}"
    r"(?:,?\s(?:(?:the\s)?(?:\w+\s){1,3}(?:is|are|gets?)\s\w+\s(?:like this|as follows|here|this way)"
    r"|(?:has|have|holds?|contains?|reads?|says|does|ends with|there is|we have|lines? \d{1,6}(?:-\d{1,6})?)"
    r"(?:\s(?:this|the following|these lines|now))?))?\s?:?[*_\s]{0,4}"
)
#: What programs print and nobody writes.
_PRINTED: Final = re.compile(
    r"\s{0,80}(?:Traceback \(|File \"[^\"]{1,300}\", line|\[?\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d"
    r"|at \S{1,200}\(|#\d{1,3}\s|==\d|\$ |[A-Za-z.]{1,60}(?:Error|Exception):)"
)
#: What makes a block something else, whatever file is named with it.
_OTHER: Final = re.compile(
    r"\b(?:fix(?:es|ed)?|patch(?:ed|es)?|propos\w*|suggest\w*|recommend\w*|should|instead|could|would"
    r"|examples?|poc|proof[ -]of[ -]concept|exploit|reproduc\w*|repro|test[ -]?case|my|our|usage|after"
    r"|expected|outputs?|logs?|config\w*|run(?:ning)?|commands?|input|payload|scripts?|pseudo\S*"
    r"|something like|similar to|conceptual\w*|traces?|backtrace|stack|asan|crash|add(?:ed|ing)?"
    r"|chang(?:e|ed|ing)|replac\w*|remediation|mitigation|try|tried|want|new|rather|better|correct(?:ed)?"
    r"|safe[r]?|with this|to this|becomes?|diff)\b",
    re.IGNORECASE,
)
_SKETCH: Final = re.compile(
    r"\b(?:simplified|abridged|roughly|essentially|shortened|pseudo\S*|conceptual\w*)\b", re.IGNORECASE
)
_COMMENT_PATH: Final = re.compile(
    rf"\s*(?://|/\*|#|--|;|<!--|%)+\s*(?:[Ff]ile:?|[Ii]n|[Ff]rom|[Ss]ee)?\s*({places.PATH})(.{{0,80}})$"
)
_COMMENT: Final = re.compile(
    r"\s*(?://|/\*|\*|#(?!\s?(?:include|define|if|endif|pragma))|--|;|<!--|%|\"\"\"|''')"
)
_TRAILING: Final = re.compile(r"\s+(?://|#\s|/\*).*$|\s*<(?:--|==).*$|\s*←.*$")
_NOT_CODE: Final = re.compile(r"\.\.\.|…|^\s*at\s|^\s*[+-](?![-+\d]{1,2}[\w)])|^\s*@@|^\s*\d+\s*[|:]?\s*$")
_NUMBERED: Final = re.compile(r"^\s*\d{1,6}\s*(?:[|:]|\s{2,})\s?")
_DIFFS: Final = frozenset({"diff", "patch"})
_NO_CODE: Final = frozenset(
    {
        "sh",
        "bash",
        "shell",
        "console",
        "text",
        "txt",
        "log",
        "http",
        "json",
        "terminal",
        "markdown",
        "md",
        "mermaid",
    }
)
_WORDS: Final = re.compile(r"\w{2,}")
_OPERATOR: Final = re.compile(r"[=<>!+*/&|]=?|->|::|[(){};]")
_LINE_CUE: Final = re.compile(
    r"\b(?:line|statement|code|check|condition|expression|assignment|comparison|loop|call)"
    r"(?:\s+(?:is|reads|says|at line \d{1,7}))?:?\s*$",
    re.IGNORECASE,
)

_QUOTED: Final = re.compile(r"[\"“«]([^\"“”«»\n`]{15,300})[\"”»]")
_MESSAGE_BEFORE: Final = re.compile(
    r"\b(?:errors?|messages?|warnings?|exceptions?|\w{3,60}(?:Error|Exception)|(?:actual|last"
    r"|log) (?:line|output"
    r"|result|message)(?: is| was)?(?: always)?|actual|ends? with|ended with|fail(?:s|ed|ing|ure)? with"
    r"|throw(?:s|n|ing)?|threw"
    r"|prints?|printed|log(?:s|ged|ging)?|log line|says|saying|shows?|showing|displays?|displayed"
    r"|reports?|reported|outputs?|rais(?:es|ed|ing)|panic(?:s|ked)?(?: with)?|crash(?:es|ed)? with"
    r"|complain(?:s|ed|ing)?(?: about| that)?|emits?|emitted|abort(?:s|ed)? with|exit(?:s|ed)? with"
    r"|assertion)\b(?:\s+(?:is|was|the|an?|with|that|following|like|error|message|warning|exception|text"
    r"|like|about|saying|me|us|this|just|only|simply|says|reads|appears|occurs|in the logs?"
    r"|to the console)){0,5}\s*[:,]?\s*[*_(]{0,3}$",
    re.IGNORECASE,
)
_MESSAGE_AFTER: Final = re.compile(
    r"[*_)]{0,3}\s+(?:error|message|warning|exception|assertion|panic|log)s?\b", re.IGNORECASE
)
#: "** (ArgumentError) no window is open": how Elixir prints an exception.
_RAISES: Final = re.compile(r"\*\* \(\w[\w.]{2,60}\) $")
_RAISED: Final = re.compile(r"\*\* \(\w[\w.]{2,60}\) ([A-Za-z][^\n.:]{14,200})")
_SEVERITY: Final = re.compile(
    r"^(?:(?:fatal|error|panic|warning|bug|fatal error|internal error)(?: error)?:\s)+", re.IGNORECASE
)
_TITLE: Final = re.compile(
    r"[\"“](?P<quoted>[^\"“”]{15,200})[\"”]\.?|(?P<marked>(?i:panic|fatal|fatal error|internal error"
    r"|assertion"
    r" failed): [^\n]{15,200})"
)
_ENDS: Final = re.compile(
    r"\b(?:(?:i|we) (?:got|get|see|saw|received?)|(?:ends?|ended|dies|died|fails?|failed|stops?|stopped"
    r"|exits?|exited|crash(?:es|ed)|aborts?|aborted|panics?"
    r"|panicked) with|prints?|printed|says|(?:error|message|warning|panic)(?: (?:is|was))?(?: always)?)"
    r"(?:\s(?:this|the following|only|just|the|error|message|line)){0,3}\s?:?\s*$",
    re.IGNORECASE,
)
#: What people say to each other, and programs do not.
_SPOKEN: Final = re.compile(r"[.?!:]\s*$|\b(?:I|we|you|please|should|would|must|may)\b", re.IGNORECASE)
_NO_MESSAGE: Final = re.compile(
    r"\b(?:type|enter|search(?:ing)? for|input|titled|button|click(?:ing)?|menu|tab|page|tooltip"
    r"|placeholder|heading|label(?:ed)?|docs?|documentation|readme|comments?|title|i get the (?:feeling"
    r"|impression)|test)\b[^.]{0,30}$",
    re.IGNORECASE,
)
_PROSE_CHARS: Final = re.compile(r"[A-Za-z ]")
_OF_SYSTEM: Final = re.compile(
    r"no such file or directory|permission denied|segmentation fault|core dumped|connection (?:refused"
    r"|reset|timed out)|operation not (?:permitted|supported)|bad file descriptor|broken pipe"
    r"|out of memory|cannot allocate memory|device or resource busy|address already in use"
    r"|network is unreachable|no space left|too many open files|invalid argument|illegal instruction"
    r"|bus error|floating point exception|access is denied|bad request|not found|forbidden"
    r"|internal server error|bad gateway|service unavailable|gateway time-?out|too many requests"
    r"|unauthorized|object has no attribute|is not defined|object is not|not (?:callable|subscriptable"
    r"|iterable)|positional argument|list index out of range|key ?error|no module named"
    r"|cannot import name|unexpected keyword|unsupported operand|invalid literal for|invalid syntax"
    r"|unexpected indent|cannot read propert|undefined \(reading|is not a function|cannot find module"
    r"|unexpected token|maximum call stack|null ?pointer|class ?cast|array ?index|stack ?overflow"
    r"|no such method|class not found|noclassdeffound|could not find or load main|undefined reference"
    r"|undeclared|implicit declaration|unused variable|expected .{1,20} before|incompatible (?:pointer"
    r"|types)|no matching function|command not found|heap-buffer-overflow|use-after-free|stack-buffer"
    r"|addresssanitizer|runtime error:|index out of (?:range|bounds)|invalid memory address"
    r"|borrow of moved|mismatched types|cannot borrow|panicked at|detached head|fatal: |npm err|enoent"
    r"|eacces|econn|eaddrinuse|certificate|ssl|tls|handshake|could not resolve host|timed? ?out"
    r"|has stopped(?: working)?|isn't responding|not responding|blue screen|kernel panic|aborted|killed"
    r"|deprecat|closed channel|concurrent map|nil map|goroutines are asleep|slice bounds|type assertion"
    r"|already (?:mutably )?borrowed|attempt to (?:add|subtract|multiply|divide)|divi(?:de"
    r"|sion) by zero|overflow",
    re.IGNORECASE,
)


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield the quoted code and messages, ``MAX_FOUND`` at most. Pure, never raises."""
    return islice(_found(text, repository), MAX_FOUND)


def of_project(text: Text, repository: str = "") -> frozenset[int]:
    """Return the ids of the blocks of code that the text shows as the project's, sketches of it with them."""
    return frozenset(block.id for block in text.blocks if _is_shown(text, block, repository))


def _found(text: Text, repository: str) -> Iterator[Citation]:
    sections = stance.sections(text)
    for block in text.blocks:
        if not block.lines[0].number:
            yield from _title(block, repository)
        if block.spoken:
            if block.id not in sections:
                yield from _inline(block, repository)
            yield from _messages(block, sections.get(block.id, ""), repository)
        elif _is_shown(text, block, repository) and block.id not in sections:
            yield from _lines(text, block)
        else:
            yield from _shown_message(text, block, sections.get(block.id, ""), repository)


def _introduction(text: Text, block: Block) -> str:
    """Return the words right before a block of code: the last lines of the text above."""
    if block.id == 0:
        return ""
    above = text.blocks[block.id - 1]
    if not above.spoken:
        return ""
    low, _ = stance.bounds(above.text, len(above.text), len(above.text))
    words = above.text[low:]
    heading = text.blocks[block.id - 2] if block.id > 2 else None
    if above.sort is Sort.PROSE and len(words) < 40 and heading and heading.sort is Sort.HEADING:
        return f"{heading.text} {words}"
    return words if above.lines[0].number else ""


def _is_shown(text: Text, block: Block, repository: str) -> bool:
    """Whether the words before a block, or a comment on top of it, say that it is the project's code.

    A lone file name is not enough: people call their own files ``index.js`` too.
    """
    if block.sort is not Sort.CODE or block.quoted or block.language in _DIFFS | _NO_CODE:
        return False
    words = _introduction(text, block)
    if _OTHER.search(words) or any(_PRINTED.match(line.text) for line in block.lines[:50]):
        return False
    if _SHOWN.search(words):
        return True
    first = _COMMENT_PATH.match(block.lines[0].text[:400])
    if first and places.lines(first[0])[0] is not None:
        return True
    holds = _HOLDS.fullmatch(words)
    named = _FROM.search(words) or first or _ALONE.fullmatch(words) or holds
    if (
        named is None
        or named[1].endswith(_NO_SOURCE)
        or stance.placeholder(named[1])
        or named[1].startswith(".")
    ):
        return False
    return (
        named[1].endswith(_NATIVE)
        or ("/" in named[1] and places.lines(words)[0] is not None)
        or bool(first)
        or (holds is not None and _is_of_project(holds[1], repository))
    )


def _is_of_project(path: str, repository: str) -> bool:
    """Whether a file that only a lone path names can be no other project's: it bears this one's name."""
    name = repository.lower().rpartition("/")[2]
    stem = re.sub(r"[.-](?:js|py|el|mode|rs|go|sdk)$|^python-|^emacs-", "", name)
    placed = kinds.place(path)
    if placed is None or placed.hedge or len(stem) < _SHORTEST_NAME:
        return False
    parts = re.split(r"[/_.-]", path.lower())
    return not {stem, name}.isdisjoint({*path.lower().split("/"), *parts})


def _lines(text: Text, block: Block) -> Iterator[Citation]:
    """Cut a block into the lines that mean something."""
    words = _introduction(text, block)
    if _SKETCH.search(words):
        return
    first = _COMMENT_PATH.match(block.lines[0].text)
    files = (first[1],) if first else places.paths(words)
    path = files[0] if len(files) == 1 else ""
    start, end = places.lines(first[0] if first else words)
    claim = Claim.STATED if path else Claim.WEAK
    count = 0
    for line in block.lines:
        name = _meaning(line.text)
        if name:
            yield Citation(
                Cited.CODE, name, line.text.strip()[:_MAX_LINE], line.number, claim, path, "", start, end
            )
            count += 1
        if count == MAX_LINES:
            return


def _meaning(line: str) -> str:
    """Return a line of code without what the writer may have added; "" where nothing is left to look for."""
    if len(line) > 1_000 or _NOT_CODE.search(line) or _COMMENT.match(line):
        return ""
    plain = " ".join(_TRAILING.sub("", _NUMBERED.sub("", line)).split())
    if (
        not _MIN_LINE <= len(plain) <= _MAX_LINE
        or len(_WORDS.findall(plain)) < 2
        or not _OPERATOR.search(plain)
    ):
        return ""
    return plain


def _inline(block: Block, repository: str) -> Iterator[Citation]:
    """Find statements in inline code that the words call a line, a check and so on, with a file."""
    for span in block.spans:
        content = span.content.strip()
        before, after = _around(block, span.start, span.end)
        if " " not in content or not _OPERATOR.search(content) or not _LINE_CUE.search(before.rstrip("`*_ ")):
            continue
        name = _meaning(content)
        if name and not stance.in_block(block, span.start, span.end, repository):
            path = places.path(before, after)
            number = block.line_at(span.start).number
            yield Citation(Cited.CODE, name, content, number, Claim.STATED if path else Claim.WEAK, path)


def _shown_message(text: Text, block: Block, section: str, repository: str) -> Iterator[Citation]:
    """Find a message that is set off: one line of code or of a quote below "it ends with"."""
    words = _introduction(text, block)
    name = _bare(block.text)
    if "\n" in block.text or (block.quoted and _SPOKEN.search(block.text)):
        return
    if not _is_message(name) or not _ENDS.search(words):
        return
    if _OPERATOR.search(name) or options.is_command(name, repository):
        return
    reason = SYSTEM if _OF_SYSTEM.search(name) else section
    claim = Claim.NONE if reason else Claim.WEAK
    number = block.lines[0].number
    yield Citation(Cited.MESSAGE, name, block.text.strip(), number, claim, hedge=reason)


def _title(block: Block, repository: str) -> Iterator[Citation]:
    """Find a title that is nothing but a message: one in quotes, or one that begins as messages do."""
    match = _TITLE.fullmatch(block.text)
    name = _bare(match["quoted"] or match["marked"]) if match else ""
    if _is_message(name) and not options.is_command(name, repository):
        reason = SYSTEM if _OF_SYSTEM.search(name) else ""
        yield Citation(Cited.MESSAGE, name, block.text, 0, Claim.NONE if reason else Claim.WEAK, hedge=reason)


def _bare(message: str) -> str:
    """Return a message without the quotes around it and the word that a program writes before it."""
    return " ".join(_SEVERITY.sub("", message.strip("\"'“”` ")).split())


def _messages(block: Block, section: str, repository: str) -> Iterator[Citation]:
    spans = [(span.start, span.end, span.content) for span in block.spans]
    quoted = [
        (match.start(), match.end(), match[1])
        for match in _QUOTED.finditer(block.text)
        if not block.span_at(match.start())
    ]
    raised = [(match.start(1), match.end(1), match[1]) for match in _RAISED.finditer(block.text)]
    for start, end, content in (*spans, *quoted, *raised):
        name = _bare(content)
        if not _is_message(name) or options.is_command(name, repository):
            continue
        before, after = _around(block, start, end)
        is_told = _RAISES.search(before) or _MESSAGE_BEFORE.search(before) or _MESSAGE_AFTER.match(after)
        if _NO_MESSAGE.search(before) or not is_told:
            continue
        reason = (
            SYSTEM if _OF_SYSTEM.search(name) else stance.in_block(block, start, end, repository) or section
        )
        line = block.line_at(start).number
        claim = Claim.NONE if reason else Claim.WEAK
        yield Citation(Cited.MESSAGE, name, block.text[start:end], line, claim, hedge=reason)


def _around(block: Block, start: int, end: int) -> tuple[str, str]:
    return block.text[max(0, start - places.REACH) : start], block.text[end : end + places.REACH]


def _is_message(content: str) -> bool:
    """Whether quoted words are as long as a message, and words for the most part."""
    if not _MIN_MESSAGE <= len(content) <= _MAX_MESSAGE or len(content.split()) < 3:
        return False
    return len(_PROSE_CHARS.findall(content)) >= 0.75 * len(content)
