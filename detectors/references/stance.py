"""Why the words around a name do not claim that the thing exists here, now.

A writer may propose it, deny it, doubt it, mean another project's or an own one, or use a placeholder. The
rules look at a sentence or less, and they lean toward such a reading: a name that is left unchecked costs one
item, one that is checked and was never claimed costs an accusation. Words about what a thing does ("does not
check the length") are no denial of the thing.

A rule is a word and the way from it to the name: "add a `--dry-run` option" reaches the name, "add a check
in `parse()`" does not, because "in" stands between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from detectors.references.model import Citation, Claim
from detectors.references.text import Block, Sort, Text

PROPOSED: Final = "the text proposes it"
DENIED: Final = "the text says that it is not there"
GONE: Final = "the text says that it is taken out, moved or renamed"
UNSURE: Final = "the text is not sure of it"
OTHERS: Final = "another project's"
OWN: Final = "the reporter's own"
PLACEHOLDER: Final = "a placeholder"
REQUEST: Final = "the text is a request or a proposal"
FIX: Final = "it stands under a heading of proposals"
BROKEN: Final = "a line break cuts it"


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written out as text."""
    return frozenset(text.split())


#: How much of a sentence is read on either side of a name, in characters.
BEFORE: Final = 240
AFTER: Final = 160

#: Other projects whose names stand beside a symbol often, in lower case.
PROJECTS: Final = words(
    """firefox chrome chromium safari webkit gecko blink glibc musl newlib openssl libressl boringssl
    gnutls nss llvm gcc clang msvc gdb valgrind glib gtk qt wxwidgets electron node nodejs node.js deno
    bun npm yarn pnpm webpack rollup vite babel eslint prettier react angular vue svelte jquery lodash
    express django flask fastapi rails sinatra laravel symfony wordpress spring hibernate junit mockito
    pytest numpy scipy pandas matplotlib tensorflow pytorch keras jax kubernetes docker podman
    containerd helm terraform ansible jenkins nginx apache httpd haproxy envoy curl libcurl wget git svn
    mercurial github gitlab sqlite mysql mariadb postgres postgresql mongodb redis kafka zlib libpng
    libjpeg libtiff ffmpeg gstreamer imagemagick libxml2 expat boost abseil protobuf grpc tokio serde
    hyper cargo rustc systemd udev dbus wayland x11 xorg mesa sdl ncurses readline bash zsh vim neovim
    emacs vscode intellij eclipse netbeans perl ruby php lua python cpython pypy java openjdk jdk dotnet
    mono unity unreal godot flutter linux freebsd openbsd netbsd win32 winapi posix libc libstdc++
    libc++ stl poppler cmake meson bazel gradle maven ninja autoconf"""
)

_TOKEN: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"[A-Za-z0-9_.+'’-]+")
_SENTENCE_END: Final = re.compile(
    r"(?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs)(?<!cf)(?<!\s[A-Za-z])[.!?][\"')\]*_]{0,3}\s+(?=[A-Z`\"'*_(\[-])"
    r"|\n[ \t]*\n"
)
_CLAUSE_END: Final = re.compile(
    r"[;—]|,\s+(?:but|which|because|so|while|where|although|whereas|since|then)\b"
)

_NOUN: Final = (
    r"(?:(?:\s+[\w-]+)?\s+(?:functions?|methods?|class(?:es)?|macros?|structs?|options?|flags?|settings?"
    r"|keys?|fields?|parameters?|arguments?|variables?|constants?|files?|modules?|commands?|properties"
    r"|property|attributes?|types?|symbols?|headers?|tags?|versions?|branch(?:es)?|folders?|director(?:y"
    r"|ies)))?"
)
_STOPS: Final = words(
    """to in into from before after by using via inside within for when where that which because if while
    as at on through during against until unless below above than over"""
)
_OF: Final = frozenset({"of"})
_CODE_LIKE: Final = re.compile(r"[`_(){}<>/$]|--|::|\w\.\w")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A word before a name, what it says of it, how many words may stand between, and which may not."""

    hedge: str
    word: re.Pattern[str]
    reach: int = 7
    stops: frozenset[str] = _STOPS | _OF


def _rule(hedge: str, word: str, reach: int = 7, stops: frozenset[str] = _STOPS | _OF) -> _Rule:
    return _Rule(hedge, re.compile(rf"(?<![\w`-])(?:{word})(?![\w`-])", re.IGNORECASE), reach, stops)


#: "An attacker could call it" says that it is there.
_ACTORS: Final = "".join(
    f"(?<!{one} )(?<!{one}s )"
    for one in words(
        """attacker adversary user client server peer guest plugin extension process thread caller actor
        visitor page site tool agent script program host anyone anybody"""
    )
)
_WISH: Final = (
    rf"(?:{_ACTORS}(?:should|would|could|must)|please|let'?s|need(?:s"
    r"|ed)? to|wants? to|like to|love to|(?:nice|good|great|better|best|useful|helpful|ideal"
    r"|handy|easier|be able|be possible|way|ways|option|ability|plan|idea) (?:would be )?to|consider) "
    r"(?:also |probably |just |be |we )?"
)
_MAKING: Final = (
    r"(?:creat|provid|support|expos|offer|includ|allow|defin|declar|writ|hav|accept|export|extract|split"
    r"|ship|regist|wrap|giv)(?:e|es|ed|ing|er|ters?|ten)?"
)
#: What a debugger or a compiler says is of the program that it looks at: "gdb stops in `parse()`".
_TOLD: Final = re.compile(
    r"\b(?:gdb|lldb|valgrind|strace|perf|gcc|clang|msvc|git|qemu) (?:says|shows|reports|prints|blames"
    r"|points|complains|stops|warns|bisects?)(?: (?:at|in|to|about|that|me|us|the)){0,2} [`'\"]{0,2}\s*$",
    re.IGNORECASE,
)
#: Words of doubt about the name, or only about what it does: see ``_ACTS``.
_THOUGHT: Final = _rule(
    UNSURE,
    r"probably|presumably|i (?:think|guess|believe|assume|suppose)",
    3,
)
#: "I think `parse()` (lib/url.c) drops it" doubts the act, not the name.
_ACTS: Final = re.compile(
    r"^[`'\"’)\]*_]{0,4}(?:\s*\([^()]{0,80}\))?(?:,?\s?(?:in|of"
    r"|from) [\w./`-]{1,80})?[`)]{0,2}\s+(?:also |only "
    r"|still |never |always |just |then )?(?:(?!(?:arg|param|setting|option|flag|function|method|field"
    r"|file|clas)s)"
    r"[a-z]{2,15}(?:[^s]s|[sx]es)|is|was|are|were|has|had|did|can(?:not|'t)?|doesn't|didn't|isn't|wasn't)\b"
)
_RULES: Final = (
    _rule(
        PROPOSED,
        r"(?:re-?)?add(?:s|ed|ing)?(?: (?:in|back|up))?(?: (?:new )?support for)?"
        r"|(?:re-?)?introduc(?:e[sd]?|ing)|(?:re-?)?implement(?:s|ed|ing)?|new support for|addition of"
        r"|introduction of|implementation of an?|propos(?:e[sd]?|ing|al)|suggest(?:s|ed|ing|ion)?"
        r"|recommend(?:s|ed|ing)?|feature request|wishlist|(?:replac|renam|mov|chang|convert"
        r"|switch)\w{0,6} [^.]{0,80}?(?<= )(?:with|by|to|as|into)|in favou?r of|instead of|rather than"
        r"|switch(?:ed|ing)? to",
    ),
    _rule(PROPOSED, rf"{_WISH}(?:{_MAKING}|us(?:e|ing)|call|make|get)"),
    _rule(
        PROPOSED,
        r"there (?:should|could|must|would|ought to) be|(?:should|could|would|might|will|to) be (?:called"
        r"|named|renamed(?: to)?|replaced (?:by|with))|what about|how about|why not|something (?:like"
        r"|along the lines of)|along the lines of|named e\.g\.?|called e\.g\.?|such as an?",
        4,
    ),
    _Rule(
        PROPOSED,
        re.compile(
            r"^\W*(?:[\w()-]{1,20}: )?(?:provide|support|expose|offer|allow|export|define|declare) ",
            re.IGNORECASE,
        ),
    ),
    _rule(PROPOSED, r"(?:an?|the|some|this|these|our|two|three|with|and) (?:brand[ -])?new", 4),
    _rule(
        GONE,
        r"remov(?:e[sd]?|ing|al)|delet(?:e[sd]?|ing|ion)|drop(?:s|ped|ping)?(?: support for)?|get(?:ting"
        r"|s)? rid of|renam(?:e[sd]?|ing)|replac(?:e[sd]?|ing)|obsoletes?|eliminat(?:e[sd]?|ing)"
        r"|superseded?|mov(?:e[sd]?|ing)|extract(?:ed|ing)?|inlin(?:ed?|ing)|merg(?:ed?|ing)"
        r"|split(?:ting)?|convert(?:ed|ing)?|(?:formerly|previously|originally)(?: (?:known as|called"
        r"|named))?|used to be|no longer",
        6,
        _STOPS,
    ),
    _rule(GONE, r"(?:the |an? |its )?(?:old|former)", 0),
    _rule(
        DENIED,
        r"(?:there )?(?:is|are|was|were|isn'?t|aren'?t|has|have|had|with|but|found|see|find|gives?"
        r"|shows?) (?:not? |any |an? ){0,2}(?<=no )|there(?: is|'s| are) (?:not|n't)(?: any| an?)?"
        r"|there isn'?t(?: any| an?)?|no|any|missing|lack(?:s|ing|ed)?(?: of)?|unknown|unrecogni[sz]ed"
        r"|undefined(?: reference to| symbol)?|undeclared|unresolved|non-?existent|no such|absen(?:ce of"
        r"|t)|invalid|unexpected|unsupported|nothing (?:called|named|like)",
        5,
    ),
    _rule(
        DENIED,
        r"(?:can(?:not|'?t| not)|could(?:n'?t| not)|(?:un|not )able to|fail(?:s|ed|ing)? to|did(?:n'?t"
        r"| not)|do(?:es)?n'?t|do(?:es)? not|never|wo(?:n'?t)) (?:\w+ )?(?:find|locate|see|import|resolve"
        r"|open|load|stat|access|have|provide|offer|support|expose|define|implement|include|contain"
        r"|ship(?: with)?|come with|recogni[sz]e|know|export|declare)",
        5,
    ),
    _rule(
        UNSURE,
        r"maybe|perhaps|possibly|supposedly|something like|iirc|afaik|afair|i remember|i recall"
        r"|remember correctly|might be|may be"
        r"|could be|not sure|unsure|whether|wondering|guessing",
        3,
    ),
    _THOUGHT,
    _rule(
        UNSURE,
        r"is there|are there|do(?:es)? (?:it|we|you|this)|where is|what is|what's|have you|has anyone",
        5,
    ),
    _rule(
        OWN,
        r"my(?: own)?|our(?: own)?|their|(?:a |the )?custom|user[- ]defined|self[- ]written|home[- ]?made",
        4,
    ),
    _rule(
        OWN,
        r"(?:i|we)(?:'ve| have| had)? (?:just )?(?:wrote|written|created|made|implemented|defined|built"
        r"|added|use|used|have|had|got|run|ran|set up) (?:an?|my|this|the following|some|two|our)",
        4,
    ),
    _rule(
        OTHERS,
        r"other (?:\w+ )?(?:tools?|projects?|librar(?:y|ies)|browsers?|compilers?|apps?|applications?"
        r"|languages?|implementations?|frameworks?|packages?|programs?)(?:,? (?:such as|like))?"
        r"|third[- ]party|3rd[- ]party|upstream|external(?: library)?|system(?: |-)?calls?|syscalls?"
        r"|standard library|stdlib|libc|kernel'?s?|inspired by|similar to|equivalent (?:of|to)"
        r"|analogous to|unlike|akin to|reminiscent of|same as|as in",
        4,
    ),
)

_AFTER_NAME: Final = r"^(?:\([^()]{0,80}\))?[`\"'”’*_)\]]{0,4}" + _NOUN + r"\s*,?\s*"
_NOT: Final = r"(?:\s?not|n'?t|n’t)"
_AFTER: Final = tuple(
    (hedge, re.compile(_AFTER_NAME + pattern, re.IGNORECASE))
    for hedge, pattern in (
        (
            DENIED,
            (
                rf"(?:(?:does|do|did|would|will|wo|ca|can|could){_NOT}|never)\s+(?:seem(?:s|ed)? to "
                rf"|appear(?:s|ed)? to "
                r"|even |actually |really |yet |longer )?(?:be )?(?:exist|found|available|there\b|defined"
                r"|present)"
            ),
        ),
        (
            DENIED,
            (
                rf"(?:is|are|was|were|be|been|being|seems?|cannot|can|could)?{_NOT}\s+(?:be |yet |currently "
                rf"|even |actually "
                r"|been |a |an |in the |in your )*(?:defined|declared|found|available|implemented|present"
                r"|there\b|recogni[sz]ed|supported|exported|known|resolved|provided|part of|included|exist"
                r"|valid|real|thing|installed|codebase|repo)"
            ),
        ),
        (
            DENIED,
            (
                r"(?:is|are|was|were|be|being|seems?(?: to be)?|appears?(?: to be)?|went|got|still|=|:|-"
                r"|was reported as)?\s*(?:completely |totally |currently |also |now |reported as )?(?:missing"
                r"|undefined|undeclared|unknown|unrecogni[sz]ed|unresolved|absent|non-?existent|nonexistent"
                r"|no such\b|not found|command not found)"
            ),
        ),
        (
            GONE,
            (
                r"(?:is|are|was|were|has been|have been|had been|got|being|should be|could be|can be|will be"
                r"|to be|must be)\s+(?:\w+ly )?(?:now |also |later |since )?(?:removed|deleted|dropped"
                r"|renamed|moved|gone|replaced|eliminated|superseded|merged|split|extracted|inlined|obsolete"
                r"|(?:called|named) (?-i:[`\"'A-Z]))"
            ),
        ),
        (
            GONE,
            (
                r"(?:no longer|used to (?:be|exist|live)|=>|->|→|(?:is|are) now (?:called|named|in\b|part of"
                r"|a\b|`)|became\b)"
            ),
        ),
        (
            PROPOSED,
            (
                r"(?:should|could|would|might|must|will)\s+be\s+(?:added|introduced|implemented|provided"
                r"|created|supported|possible|available|called|named|nice|great|good|useful|helpful|exposed"
                r"|defined)"
            ),
        ),
        (
            PROPOSED,
            (
                r"(?:would|could|might) (?:also )?(?:be|allow|let|make|help|enable|do|solve|take|return"
                r"|accept)\b"
            ),
        ),
        (
            UNSURE,
            (
                r"(?:\(\?\)|\?|or (?:something|similar|so|whatever|the like|however)|,? i (?:think|guess"
                r"|believe|assume))"
            ),
        ),
        (PROPOSED, r"(?:[^.;`]{0,40} )?(?<!, )instead\b"),
        (OWN, r"(?:that|which) (?:i|we) (?:wrote|made|created|defined|use|have|implemented|added)"),
        (OWN, r"(?:of|in|from|for) (?:my|our)\b"),
        (
            OTHERS,
            r"(?:of|in|from|by|for) (?:other|another|third-party|upstream|the kernel|the standard|libc)\b",
        ),
    )
)

_WISHES: Final = re.compile(
    r"\b(?:it (?:would|might|could|'d) be (?:\w+ ){0,2}(?:nice|great|good|helpful|useful|cool|awesome"
    r"|handy|better|ideal|possible|easier|worth)|(?:i|we)(?:'d| would) (?:like|love|prefer|want)|i wish"
    r"|why not|how about|(?:could|can) (?:we|you|it|this) (?:please )?(?:be )?(?:add|hav|provid|support"
    r"|implement|expos|includ|introduc|creat|allow)|please (?:add|provide|support|implement|expose"
    r"|include|introduce|create|allow|consider)|ideally|feature request|(?:is|are) there any plans?"
    r"|what if (?:we|you|there)|e\.g\.? something like|for instance a new|i(?:'m| am) thinking of|(?:my"
    r"|the) (?:proposal|suggestion|idea) is|should (?:there|it) (?:not )?be|(?:i|we)(?:'d"
    r"| would)? (?:recommend|suggest|propose)|(?:recommended|suggested|proposed|possible) (?:fix|patch"
    r"|solution|remedy|remediation|mitigation|change)|would (?:\w+ )?(?:mitigate|fix|prevent|solve"
    r"|address|avoid|resolve|suffice|be enough))\b",
    re.IGNORECASE,
)
_DOUBTS: Final = re.compile(
    r"\b(?:not sure (?:if|whether|what|how|about|of|which|where)(?: \S+){0,6} (?:called|named|name"
    r"|exists?|there|file|function|option|is)|(?:do(?:n'?t| not)|can(?:'?t|not)|forgot"
    r"|didn'?t) (?:\w+ )?(?:remember|recall|know)? ?(?:the |its |what )?(?:exact )?(?:name|called)"
    r"|if i (?:remember|recall)|iirc|from memory|or something like that|(?:is|are|was) there (?:an?|any"
    r"|some)|does (?:\S+ ){1,3}exist|i may be wrong|i might be wrong)\b",
    re.IGNORECASE,
)
_MINE: Final = re.compile(
    r"\b(?:in|from|of|inside|on|with|to) (?:my|our) (?:own )?(?:[\w-]+ ){0,2}(?:code|codebase|app"
    r"|application|project|plugins?|programs?|scripts?|repo(?:sitory)?|fork|tests?|setup|packages?"
    r"|modules?|components?|site|theme|workflows?|pipeline|environment|machine|computer|server|cluster"
    r"|config(?:uration)?|files?|folder|\w+\.\w+)\b",
    re.IGNORECASE,
)

_PLACEHOLDERS: Final = words(
    """foo bar baz qux quux foobar foobaz blah xyz xxx yyy zzz abc asdf example examples sample dummy hello
    world helloworld lorem ipsum whatever something someone placeholder acme johndoe mylib myapp
    myproject"""
)
_NONSENSE: Final = frozenset(
    {"foo", "baz", "qux", "quux", "foobar", "foobaz", "example", "xxx", "acme", "lorem"}
)
_STARTS: Final = frozenset({"my", "your", "bar", "dummy"})
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ARGUMENTS: Final = re.compile(r"[(<=].*", re.DOTALL)
_BLANK: Final = re.compile(r"\.\.\.|…|\*\w|\w\*")


_REQUEST_TITLE: Final = re.compile(
    r"^[\[(]?(?:feature|feat|enhancement|proposal|rfc|suggestion|idea|request|wish|wishlist|improvement"
    r"|discussion)\b(?:[ -]?request)?[\])]?\s*(?:\([^)]{0,40}\))?\s*[\]):!-]|\bfeature[ -]request\b"
    r"|^(?:please|can (?:we|you)|could (?:we|you)|would (?:it|be)|ability to|option to|support for|allow"
    r"|add|implement|introduce|provide|support|consider|suggest(?:ion)?|propos(?:e|al)|requesting)\b",
    re.IGNORECASE,
)
_REQUEST_HEADING: Final = re.compile(
    r"\b(?:feature (?:request|description)|proposal|proposed (?:feature|api|syntax|change|solution"
    r"|behaviou?r)|describe the (?:solution|feature)|is your feature request|what would you like)",
    re.IGNORECASE,
)
_FIX_HEADING: Final = re.compile(
    r"\b(?:(?:suggest|recommend|propos|possible|potential)\w*|fix(?:es)?|remed(?:y|iation)\w*"
    r"|mitigations?|solutions?|patch(?:es)?|alternatives?|workarounds?|next steps|future|todo|ideas?"
    r"|acceptance criteria|tasks?|plan|desired|expected (?:api|interface)|hardening|what (?:i|you)(?:'d"
    r"| would) like)\b",
    re.IGNORECASE,
)
_BOLD_LINE: Final = re.compile(r"^\s*(?:\*\*|__)([^*_\n]{2,80})(?:\*\*|__)?[:.]?(?:\*\*|__)?\s*:?\s*$")
_LABEL_LINE: Final = re.compile(r"^\s*(?:\*\*|__)?([A-Z][\w' -]{2,40}):(?:\*\*|__)?\s*$")


def bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around ``start`` to ``end`` begins and ends, within a bounded distance."""
    low = max(0, start - BEFORE)
    for match in _SENTENCE_END.finditer(text, low, min(start + 1, len(text))):
        low = min(match.end(), start)
    match_after = _SENTENCE_END.search(text, end, min(len(text), end + AFTER))
    return min(low, start), match_after.start() + 1 if match_after else min(len(text), end + AFTER)


def hedge(sentence: str, start: int, end: int, repository: str = "") -> str:
    """Return why what stands at ``start`` to ``end`` is not claimed to exist in this project; "" where it is.

    ``repository`` is the project's full name, so that its own name is not taken for another project's.
    """
    name = sentence[start:end]
    if " " not in name and placeholder(name):
        return PLACEHOLDER
    before = " ".join(sentence[max(0, start - BEFORE) : start].replace("’", "'").split()) + " "
    after = " ".join(sentence[end : end + AFTER].replace("’", "'").split())
    for reason, pattern in _AFTER:
        if pattern.match(after if not sentence[end : end + 1].isspace() else f" {after}"):
            return reason
    clause = before[_last_break(before) :]
    for rule in _RULES:
        if _reaches(rule, clause) and not (rule is _THOUGHT and _is_of_act(clause, after)):
            return rule.hedge
    if _is_of_others(clause, after, repository):
        return OTHERS
    around = f"{before}{name} {after}"
    if _WISHES.search(around):
        return PROPOSED
    if _DOUBTS.search(around):
        return UNSURE
    return OWN if _MINE.search(around) else ""


def in_block(block: Block, start: int, end: int, repository: str = "") -> str:
    """Return the hedge of the sentence of ``block`` that ``start`` to ``end`` stand in."""
    low, high = bounds(block.text, start, end)
    return hedge(block.text[low:high], start - low, end - low, repository)


def _last_break(before: str) -> int:
    at = 0
    for match in _CLAUSE_END.finditer(before):
        at = match.end()
    return at


def _reaches(rule: _Rule, clause: str) -> bool:
    """Whether the last such word of the clause governs what stands behind the clause."""
    ends = [match.end() for match in rule.word.finditer(clause)]
    if not ends:
        return False
    words = 0
    for token in _TOKEN.findall(clause[ends[-1] :]):
        if _CODE_LIKE.search(token):
            continue
        word = token.strip("`*_,.:;()[]\"'“”").lower()
        if word in rule.stops:
            return False
        if word and word not in {"and", "or", "&", "+", "a", "an", "the"}:
            words += 1
    return words <= rule.reach


def _is_of_act(clause: str, after: str) -> bool:
    """Whether a thought is about what a thing does, not about what it is called."""
    return _ACTS.match(after) is not None and not re.search(r"\b(?:is|was|called|named|it's)\b", clause[-40:])


def _is_of_others(clause: str, after: str, repository: str) -> bool:
    """Whether another project's name stands right before the name, or right behind it after a preposition."""
    own = set(re.split(r"[/_.-]", repository.lower())) | {repository.lower().rpartition("/")[2]}
    before = [] if _TOLD.search(clause) else _WORD.findall(clause)[-3:]
    near = [word.lower().removesuffix("'s").strip("'.") for word in before]
    match = re.match(r"^\W{0,3}(?:\w+\s+)?(?:of|in|from|by|for|on)\s+(?:the\s+)?([A-Za-z0-9.+]+)", after)
    if match:
        near.append(match[1].lower().rstrip("."))
    return any(word in PROJECTS and word not in own and f"lib{word}" not in own for word in near)


def placeholder(name: str) -> bool:
    """Whether a name is one that writers make up for an example; its arguments are not looked at."""
    plain = name[:400].strip("`\"' ").removeprefix("<code>")
    bare = _ARGUMENTS.sub("", plain).strip("`\"'-$&@ ")
    if len(bare) == 1 or plain.startswith("<") or _BLANK.search(bare):
        return True
    parts = [part.lower() for part in _PARTS.findall(bare)]
    if len(parts) < 2:
        return bool(parts) and parts[0] in _PLACEHOLDERS
    return parts[0] in _STARTS or not _NONSENSE.isdisjoint(parts)


def whole(text: Text) -> str:
    """Return why nothing that is named in passing is checked: the title asks for or proposes something."""
    title = next((block.text for block in text.blocks if block.lines[0].number == 0), "")
    return REQUEST if _REQUEST_TITLE.search(title.strip()) else ""


def sections(text: Text) -> Mapping[int, str]:
    """Return the hedges of the blocks (by id) that stand under a heading of requests, proposals or fixes."""
    hedges: dict[int, str] = {}
    reason = whole(text)
    current = reason
    for block in text.blocks:
        heading = _heading(block)
        if heading is not None:
            if _REQUEST_HEADING.search(heading):
                current = reason = REQUEST
            else:
                current = FIX if _FIX_HEADING.search(heading) and block.lines[0].number else reason
        if current and block.lines[0].number:
            hedges[block.id] = current
    return hedges


def _heading(block: Block) -> str | None:
    """Return the words of a heading, or of a bold line or label that stands for one."""
    if block.sort is Sort.HEADING:
        return block.text
    if block.sort is not Sort.PROSE:
        return None
    first = block.text.split("\n", 1)[0]
    match = _BOLD_LINE.match(first) or _LABEL_LINE.match(first)
    return match[1] if match else None


def spread(citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield each citation once, and hedge all that share a name with a hedged one.

    What is proposed, denied or the writer's own in one sentence is so in the next ones. Where a thing is said
    to be in a file or of an owner, that is another claim, which only a hedge of its own takes back; so does a
    heading above only some of the mentions.
    """
    held = list(dict.fromkeys(citations))
    hedges: dict[str, str] = {}
    for one in held:
        if one.hedge and one.hedge not in {FIX, REQUEST}:
            hedges.setdefault(one.name, one.hedge)
    for one in held:
        if one.hedge or one.claim is Claim.STATED or one.name not in hedges:
            yield one
        else:
            yield replace(one, claim=Claim.NONE, hedge=hedges[one.name])
