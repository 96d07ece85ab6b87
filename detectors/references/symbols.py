"""Functions, methods, classes, macros, constants and fields that the writer's sentences name.

A name counts if it is set as code or has a call's parentheses, and looks like a name of several words; others
only where the words around call them a function, a class and so on. Where the words also say in which file
or of which class, that is kept: "`parse_url()` in `lib/url.c`", "`lib/url.c`: the `parse_url` function",
"`Parser::next`". Names in fenced code are no citations; those that the writer's own code defines are the
writer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from detectors.references import kinds, options, places, quotes, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Block, Sort, Text

#: More names than this no report has; what follows is left out.
MAX_NAMES: Final = 400
_MAX_OWN: Final = 2_000
_MAX_NAME: Final = 120

#: A name with so many owners begins with a namespace.
_NAMESPACED: Final = 2

LIBRARY: Final = "another library's name"

_FILE: Final = re.compile(rf"(?:[\w-]+\.)+{places.ENDING}|.*\.(?:com|org|net|io|dev|app)", re.IGNORECASE)

_GENERIC: Final = re.compile(r"<[^<>()]{0,80}>")
_LEADING: Final = re.compile(
    r"(?:(?:static|const|constexpr|inline|extern|async|public|private|protected|internal|virtual|override"
    r"|abstract|final|pub(?:\(crate\))?|unsafe|export|default|new|await|return|def|fn|func|fun|function"
    r"|class|struct|enum|union|interface|trait|impl|type|typedef|void|int|char|bool|boolean|size_t"
    r"|ssize_t|unsigned|signed|long|short|float|double|string|String|u?int(?:8|16|32|64)_t|#\s?define"
    r"|macro|method|sub|proc|val|var|let)\s+[*&]{0,3}){1,6}"
)
_WHOLE: Final = re.compile(
    rf"[&*@]{{0,2}}({places.CHAIN})(!|\?)?(?:/\d{{1,2}})?(\s?\(.{{0,200}}\))?;?", re.DOTALL
)
_IN_FILE: Final = re.compile(
    rf"({places.PATH}):{{1,2}}(?:\d{{1,7}}:)?#?({places.CHAIN})(\s?\(.{{0,200}}\))?;?", re.DOTALL
)
_CALLED: Final = re.compile(rf"(?<![\w$.>:#-])({places.CHAIN})\s?(?=\()")

#: In plain prose: a name with a call's parentheses, one with colons or arrows, or one of several words.
_PROSE: Final = re.compile(
    rf"(?<![\w$./\\:@#`<>=%&~-])({places.IDENTIFIER}(?:(?:::|\.|->"
    rf"|#){places.IDENTIFIER}){{0,6}})(!?\(\s{{0,2}}(?:[\w ,.*&]{{0,60}})\))?"
    r"(?:/\d{1,2}(?![\w/.-]))?(?![\w$/\\@`])(?!\.\w)(?!-\w)"
)
_KIND: Final = (
    r"(?:functions?|methods?|class(?:es)?|structs?|macros?|constants?|enums?|traits?|interfaces?|fields?)"
)
_KIND_BEFORE: Final = re.compile(
    rf"\b{_KIND}(?:\s+(?:named|called))?[*_:]{{0,3}}\s+[*_]{{0,3}}$", re.IGNORECASE
)
_KIND_AFTER: Final = re.compile(rf"[*_]{{0,3}}\s+{_KIND}\b", re.IGNORECASE)
_PREPOSITION: Final = re.compile(r"\b(?:in|inside|by|from|calls?|calling|invok(?:es?|ing)|via)\s+[*_]{0,3}$")
#: Names of products have two humps; "getUrl" and "HttpClientPool" are none.
_LONG_CAMEL: Final = re.compile(r"[a-z]{2,}[a-z0-9]*(?:[A-Z][a-z0-9]+)+$|(?:[A-Z][a-z0-9]+){3,}$")
#: So long a name is code's wherever it stands: checkShardOrder, drop_last_ring.
_LONGEST: Final = re.compile(
    r"[a-z]{2,}[a-z0-9]*(?:[A-Z][a-z0-9]+){2,}$|(?:[A-Z][a-z0-9]{2,}){3,}(?<!Exception)(?<!Error)$"
    r"|[a-z]+\d?(?:_[a-z]+\d?){2,}$"
)
#: A constant is the project's own where it begins with the project's name: CURLOPT_URL.
_CONSTANT: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){2,}")

#: Lisp joins words with dashes; so do packages and programs, which have fewer of them.
_LISP: Final = re.compile(r"[\w-]\.(?:el|lisp|scm|clj[sc]?)\b")
_LISPS: Final = frozenset({"elisp", "emacs-lisp", "lisp", "common-lisp", "scheme", "clojure", "clj"})
_DASHED: Final = re.compile(
    r"(?<![\w$./\\:@#<>=%&~-])([a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}|--[a-z0-9]{1,30}){2,8}[?!*]?)(?![\w$./\\@:-]\w)"
)

_OTHERS: Final = stance.words(
    """std boost absl java javax jakarta kotlin kotlinx android androidx scala System Microsoft os sys np
    numpy pd pandas plt matplotlib torch tf tensorflow keras React ReactDOM Vue Angular console Math
    JSON Object Array Promise Number Date Symbol Reflect Intl document window navigator localStorage
    sessionStorage process fs http https net url util crypto fmt strings strconv ioutil bufio bytes time
    sync context errors filepath reflect regexp core alloc tokio serde rand rayon Qt QString re json
    logging asyncio subprocess collections itertools functools datetime pathlib threading socket
    unittest pytest requests django flask rails ActiveRecord ActiveSupport Rails Kernel Process File
    lodash axios express jest junit mockito String Integer List Map Set Collections Arrays
    Thread Runtime Buffer Uint8Array ArrayBuffer Iterator Option Result Vec Box Rc Arc HashMap Ok Err
    Some None UIKit Foundation NSString UIView NS CGRect DispatchQueue Task Console
    Environment Path Directory Convert Enumerable Aws AWS Azure Google Rack Sidekiq Nokogiri Faraday"""
)
_BRANDS: Final = stance.words(
    """JavaScript TypeScript CoffeeScript GitHub GitLab BitBucket YouTube LinkedIn PayPal OpenSSL LibreSSL
    BoringSSL PostgreSQL MySQL MariaDB MongoDB SQLite DynamoDB GraphQL WebSocket WebSockets WebRTC
    WebAssembly WebGL OpenGL DirectX MacOS macOS iPhone iPad iOS tvOS watchOS FreeBSD OpenBSD NetBSD
    PowerShell PowerPC ARMv7 DevOps FooBar WordPress NodeJS VSCode IntelliJ PyCharm PyTorch TensorFlow
    NumPy SciPy OpenCV JUnit TestNG HackerOne FFmpeg ImageMagick RabbitMQ ElasticSearch CloudFlare
    DigitalOcean OpenAI ChatGPT DoS DDoS OAuth OAuth2 OpenID SaaS PaaS eBPF IPv4 IPv6 UTF8 CVEs PoC PoCs
    APIs URLs IDs PRs CPUs GPUs WiFi LaTeX AddressSanitizer UndefinedBehaviorSanitizer MemorySanitizer
    LeakSanitizer ThreadSanitizer AppImage LibFuzzer OSSFuzz AFL HarfBuzz FreeType DBus QEMU VirtualBox
    VMware OpenStreetMap OpenWeatherMap VisualStudioCode"""
)
_ENVIRONMENT: Final = re.compile(
    r"(?:HTTPS?|NO|ALL|FTP)_PROXY$|LD_|JAVA_HOME$|PYTHON[A-Z_]+$|[AUMTL]SAN_OPTIONS$"
)
_KEYWORDS: Final = frozenset(
    {"if", "for", "while", "switch", "catch", "return", "sizeof", "foreach", "elif", "match"}
)
_SELF: Final = frozenset({"self", "this", "$this", "cls", "super"})

_TYPE_WORDS: Final = r"(?:[\w<>\[\]*&:,]{1,60}[ \t]{1,20})"
#: What code defines: by a word for it, by assigning to it, or by a type, a name and parentheses.
_DEFINED: Final = re.compile(
    r"(?:^|[\s;{(])(?:def|class|function\*?|fn|func|fun|struct|enum|interface|trait|type|#[ \t]?define"
    r"|module"
    rf"|namespace|const|let|var|val|sub"
    rf"|proc)[ \t]{{1,20}}(?:\([^()\n]{{0,80}}\)[ \t]?)?({places.CHAIN})"
    rf"|^[ \t]{{0,80}}{_TYPE_WORDS}{{0,4}}[*&]{{0,2}}({places.IDENTIFIER})[ \t]?(?::[ \t]?[\w<>\[\], .]{{1,"
    rf"60}})?"
    r"=(?![=>])"
    rf"|^[ \t]{{0,80}}{_TYPE_WORDS}{{1,4}}[*&]{{0,2}}({places.IDENTIFIER})[ \t]?\([^;\n]{{0,200}}\)[ \t]?(?"
    rf":\{{|$)",
    re.MULTILINE,
)
_LISP_DEFINED: Final = re.compile(r"\((?:cl-)?def\w{0,20}[ \t]{1,9}([\w-]{3,80})")
#: "param :leaf_limit" declares a member.
_RUBY_SYMBOL: Final = re.compile(r"(?<![\w:]):([a-z]\w{2,60})\b")
_IMPORTED: Final = re.compile(
    r"^[ \t]{0,20}(?:from[ \t]{1,9}[\w.]{1,100}[ \t]{1,9}import[ \t]{1,9}([\w, ()*]{1,200})"
    r"|(?:import|use|using|open|require)[ \t]{1,9}([\w.:{}, *]{1,200})"
    r"|(?:const|let|var)[ \t]{1,9}([\w{}, :]{1,200})=[ \t]{0,9}require\()",
    re.MULTILINE,
)
#: A line of code that nothing sets off.
_BARE_CODE: Final = re.compile(
    r"\s{0,80}(?:(?:public|private|protected|internal)\s+\w+\s+\w|(?:static|void|def|func|fn|class|let"
    r"|var|const|return|(?:if|for|foreach|while|switch) ?\(|using|import|namespace|\[\w|@\w"
    r"|#\w).*[){:;,\]]\s*$|.*[;{}]\s*$)"
)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name at a place: ``start`` to ``end`` take in the marks of code and the call."""

    chain: str
    quote: str
    start: int
    end: int
    call: bool = False
    code: bool = False
    path: str = ""


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield the symbols that ``text`` cites, at most ``MAX_NAMES``. Pure, never raises."""
    return stance.spread(_found(text, repository))


def _found(text: Text, repository: str) -> Iterator[Citation]:
    own = own_names(text, repository)
    sections = stance.sections(text)
    labels = _Labels.of(text)
    dashed = _prefix(text, repository)
    seen: dict[tuple[str, str], int] = {}
    for block in text.spoken:
        for name in (*_names(block, repository), *_dashed(block, dashed)):
            key = name.chain, name.path
            seen[key] = seen.get(key, 0) + 1
            if len(seen) > MAX_NAMES:
                return
            if seen[key] > 5:
                continue
            citation = _citation(name, block, labels, repository)
            if citation is None:
                continue
            reason = _reason(citation, name, block, own, repository)
            if not reason and not citation.path:
                reason = sections.get(block.id, "")
            yield replace(citation, claim=Claim.NONE, hedge=reason) if reason else citation


def _reason(citation: Citation, name: _Name, block: Block, own: frozenset[str], repository: str) -> str:
    """Return why the words right around a name make it none to check; a told file outweighs its form."""
    if not (citation.claim is Claim.STATED and citation.path) and (
        reason := _not_ours(name, own, repository)
    ):
        return reason
    if not name.code and _BARE_CODE.match(block.line_at(name.start).text[:400]):
        return stance.OWN
    reason = stance.in_block(block, name.start, name.end, repository)
    return reason or (stance.BROKEN if block.broken(name.start, name.end) else "")


def _is_named(name: str) -> bool:
    """Whether a name looks as only code writes it, and is not a product's."""
    return (places.several_words(name) or "-" in name) and name not in _BRANDS


def own_names(text: Text, repository: str = "") -> frozenset[str]:
    """Return the names that the writer's own code defines or imports."""
    shown = quotes.of_project(text, repository)
    found: set[str] = set()
    for block in text.blocks:
        if block.sort is Sort.CODE and block.id not in shown:
            for match in _DEFINED.finditer(block.text):
                found.update(map(_last, filter(None, match.groups())))
            for pattern in (_LISP_DEFINED, _RUBY_SYMBOL):
                found.update(match[1] for match in pattern.finditer(block.text))
            for match in _IMPORTED.finditer(block.text):
                for group in filter(None, match.groups()):
                    found.update(re.findall(places.IDENTIFIER, group))
        if len(found) > _MAX_OWN:
            break
    return frozenset(found - {"as", "from", "import"})


def _names(block: Block, repository: str) -> Iterator[_Name]:
    """Yield names in inline code, then those in the prose between."""
    project = repository.lower().rpartition("/")[2].replace("-", "_").removeprefix("lib") or "/"
    for span in block.spans:
        yield from _in_code(span.content, block.text[span.start : span.end], span.start, span.end)
    for match in _PROSE.finditer(block.text):
        chain, call = match[1], match[2] is not None
        if block.span_at(match.start()) or len(match[0]) > _MAX_NAME * 2:
            continue
        before, after = (
            block.text[max(0, match.start() - 40) : match.start()],
            block.text[match.end() : match.end() + 40],
        )
        is_arity = "/" in match[0]
        is_own = _CONSTANT.fullmatch(chain) is not None and chain.lower().startswith(project)
        if is_own or _is_told(chain, before, after, call=call or is_arity):
            yield _Name(chain, match[0], match.start(), match.end(), call)


def _is_told(chain: str, before: str, after: str, *, call: bool) -> bool:
    """Whether a word of plain prose is told to be a name, by its form and the words around it."""
    last = _last(chain)
    kind = _KIND_BEFORE.search(before) or _KIND_AFTER.match(after)
    if not _is_named(last):
        return call and kind is not None
    if call or kind or "::" in chain or "->" in chain:
        return True
    if _LONGEST.match(chain):
        return True
    if (not after.startswith("(") and places.path("", after)) or (chain != last and places.is_type(before)):
        return True
    return _PREPOSITION.search(before) is not None and (
        "_" in last.strip("_") or _LONG_CAMEL.match(last) is not None
    )


def _in_code(content: str, quote: str, start: int, end: int) -> Iterator[_Name]:
    """Read one piece of inline code: a name, a file with a name, a signature, or an expression with calls."""
    code = content.strip()[:400]
    if match := _IN_FILE.fullmatch(code):
        yield _Name(match[2], quote, start, end, match[3] is not None, code=True, path=match[1])
        return
    plain = _GENERIC.sub("", _GENERIC.sub("", code))
    if lead := _LEADING.match(plain):
        plain = plain[lead.end() :]
    match = _WHOLE.fullmatch(plain)
    if match and match[1] not in _KEYWORDS:
        yield _Name(match[1], quote, start, end, match[3] is not None or match[2] == "!", code=True)
        return
    for match in _CALLED.finditer(plain):
        if _is_named(_last(match[1])):
            yield _Name(match[1], code, start, end, call=True, code=True)


def _prefix(text: Text, repository: str) -> str:
    """Return the word that a Lisp project's names begin with; "" where the text does not speak of Lisp."""
    is_lisp = any(block.language in _LISPS or _LISP.search(block.text) for block in text.blocks)
    if not is_lisp and not any("`" in block.text and "'" in block.text for block in text.spoken):
        return ""
    name = re.sub(r"^emacs-|[.-](?:el|mode|lisp|cl)$", "", repository.lower().rpartition("/")[2])
    is_quoted = any(block.text[span.end - 1] == "'" for block in text.spoken for span in block.spans)
    return f"{name}-" if name and (is_lisp or is_quoted) else ""


def _dashed(block: Block, prefix: str) -> Iterator[_Name]:
    """Yield the project's own names with dashes, within code marks and without."""
    if not prefix:
        return
    for match in _DASHED.finditer(block.text):
        if match[1].startswith(prefix) and not match[1].endswith(("-mode", "-hook")):
            span = block.span_at(match.start(1))
            start, end = (span.start, span.end) if span and span.content == match[1] else match.span(1)
            yield _Name(match[1], block.text[start:end], start, end, code=True)


def _last(chain: str) -> str:
    return re.split(places.JOINT, chain)[-1].lstrip("~")


def _is_of_project(owners: list[str], repository: str) -> bool:
    """Whether a qualified name begins with the project's own name, as a module's or crate's."""
    project = repository.lower().rpartition("/")[2]
    return len(project) > 3 and len(owners) > 1 and owners[0].lower().replace("_", "-") == project


def _citation(name: _Name, block: Block, labels: _Labels, repository: str) -> Citation | None:
    """Make a citation of a name; none where it is a file, an option, or a word like any other."""
    *owners, last = re.split(places.JOINT, name.chain)
    last = last.lstrip("~")
    is_file = not name.call and len(owners) > 0 and _FILE.fullmatch(name.chain) is not None
    is_option = not name.call and options.is_said(block, name.start, name.end)
    if is_file or is_option or len(last) > _MAX_NAME:
        return None
    before = block.text[max(0, name.start - places.REACH) : name.start]
    after = block.text[name.end : name.end + places.REACH]
    path = name.path or places.path(before, after) or labels.path(block, last)
    path = "" if kinds.is_document(path) else path  # often the reporter's own
    owner = _owner(name.chain, owners) or places.owner(before, after)
    is_word = not _is_named(last)
    is_own = _is_of_project(owners, repository) and (not is_word or (last[:1].isupper() and len(last) > 3))
    if is_word and not (is_own or _is_called_so(name, last, before, after) or _is_placed(name, path, owner)):
        return None
    is_dashed = "-" in last
    is_typed = bool(owner) and len(owners) == 1 and places.is_type(before)
    is_owned = places.several_words(owner) and (len(owners) < _NAMESPACED or _is_akin(owners, repository))
    is_placed = bool(path or is_typed or is_owned) and not is_word
    stated = (is_placed or is_own) and not is_dashed
    claim = Claim.STATED if stated else Claim.WEAK
    return Citation(Cited.SYMBOL, last, name.quote, block.line_at(name.start).number, claim, path, owner)


def _is_akin(owners: list[str], repository: str) -> bool:
    """Whether a namespace is named like the project, or like its owner: it may be another's."""
    own = [part for part in re.split(r"[/_.-]", repository.lower()) if len(part) > 2]
    roots = [root.lower().replace("_", "") for root in owners[:4] if len(root) > 2]
    return any(root in part or part in root for root in roots for part in own)


def _is_called_so(name: _Name, last: str, before: str, after: str) -> bool:
    """Whether the words call a single word a function, a class and so on, and it is written as one."""
    kind = _KIND_BEFORE.search(before) or _KIND_AFTER.match(after)
    return kind is not None and (name.call or (name.code and last[:1].isupper() and len(last) > 3))


def _is_placed(name: _Name, path: str, owner: str) -> bool:
    """Whether a single word in code marks is told by its file or by the name of its class."""
    return name.code and ((name.call and bool(path)) or places.several_words(owner))


def _owner(chain: str, owners: list[str]) -> str:
    """Return the class that a qualified name begins with; in small letters it may be a variable."""
    if not owners or "->" in chain or "?." in chain:
        return ""
    return owners[-1] if owners[-1][:1].isupper() else ""


def _not_ours(name: _Name, own: Iterable[str], repository: str) -> str:
    """Return why a name is not one of this project, by the name alone."""
    parts = re.split(places.JOINT, name.chain)
    root = parts[0]
    if _ENVIRONMENT.match(parts[-1]):
        return options.SYSTEM
    if parts[-1] in own or (root in own and root not in _SELF):
        return stance.OWN
    if len(parts) > 1 and root in _OTHERS and root.lower() not in re.split(r"[/_.-]", repository.lower()):
        return LIBRARY
    return ""


_LABEL: Final = re.compile(
    r"^[\s*_|-]{0,6}(?:(?:affected|vulnerable|relevant|source|target)\s+)?(file|path|location|source file"
    r"|function|method|class|component|symbol)(?:\s+name)?s?[*_]{0,3}\s*[:|][\s*_|:]{0,6}`?([^`\n]{2,200})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Labels:
    """A form's one "File:" line and the name of its one "Function:" line, as security reports have them."""

    file: str = ""
    name: str = ""

    @classmethod
    def of(cls, text: Text) -> _Labels:
        files: set[str] = set()
        names: set[str] = set()
        for line in text.lines:
            match = _LABEL.match(line.text) if line.sort is not Sort.CODE else None
            if not match:
                continue
            if match[1].lower() in {"file", "path", "location", "source file"}:
                files.update(found[0] for found in re.finditer(places.PATH, match[2]))
            else:
                names.update(_last(found[1]) for found in re.finditer(rf"({places.CHAIN})", match[2]))
        if len(files) == 1 and len(names) == 1:
            return cls(files.pop(), names.pop())
        return cls()

    def path(self, block: Block, name: str) -> str:
        """Return the form's file for the form's name, where the block is that form."""
        return self.file if name == self.name and _LABEL.match(block.text) else ""
