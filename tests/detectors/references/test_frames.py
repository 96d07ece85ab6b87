"""Stack traces as people paste them: what is named, where, and how surely it is the project's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.references import text
from detectors.references.frames import find, trace_lines
from detectors.references.model import Citation, Cited, Claim


def cited(body: str, repository: str = "example/kettle") -> tuple[Citation, ...]:
    return tuple(find(text.read(body), repository))


def one(body: str, repository: str = "example/kettle") -> Citation:
    (citation,) = cited(body, repository)
    return citation


def fenced(trace: str) -> str:
    return f"It crashes:\n\n```\n{trace}\n```\n"


# What each format says: name, owner, path, line.
NAMED = {
    "Python": ('  File "/src/kettle/kettle/boil.py", line 12, in pour', "pour", "", "kettle/boil.py", 12),
    "Python with an owner": (
        '  File "/src/kettle/kettle/boil.py", line 12, in Spout.pour',
        "pour",
        "Spout",
        "kettle/boil.py",
        12,
    ),
    "IPython": ("File ~/kettle/kettle/boil.py:12, in pour(self, cup)", "pour", "", "kettle/boil.py", 12),
    "AddressSanitizer": (
        "    #3 0x55d8b2 in pour_water /src/kettle/lib/spout.c:88:7",
        "pour_water",
        "",
        "lib/spout.c",
        88,
    ),
    "a method with templates": (
        "#1 0x5d in map<int, B> boil::Pot<int>::heat<(anonymous namespace)::A>(char const*) src/pot.hpp:9",
        "heat",
        "boil::Pot",
        "src/pot.hpp",
        9,
    ),
    "a destructor": (
        "#1 boil::Pot::~Pot() src/deep/pot.cpp:9:1 (pot_test+0x12ab)",
        "Pot",
        "boil::Pot",
        "src/deep/pot.cpp",
        9,
    ),
    "a build id": (
        "#2 0x7f12ab in lid_open lib/lid.c:4:2 (libkettle.so.1+0x8812) (BuildId: 0123abcd)",
        "lid_open",
        "",
        "lib/lid.c",
        4,
    ),
    "a place in brackets": ("#1 0x4b in lid_open (lib/lid.c:88)", "lid_open", "", "lib/lid.c", 88),
    "a place without an address": ("#1 lid_open(int) in lib/lid.c:88", "lid_open", "", "lib/lid.c", 88),
    "gdb": (
        "#5  0x00000000004166f6 in lid_open (lid=<optimized out>, how=0x0) at ../lib/lid.c:207",
        "lid_open",
        "",
        "lib/lid.c",
        207,
    ),
    "lldb": (
        "  * frame #1: 0x0000000100000f2c kettle`lid_open(how=3) + 12 at lid.c:30:5",
        "lid_open",
        "",
        "lid.c",
        30,
    ),
    "valgrind": ("==4125==    by 0x4E7D1EE: lid_open (lid.c:97)", "lid_open", "", "lid.c", 97),
    "a sanitizer's summary": (
        "SUMMARY: AddressSanitizer: heap-use-after-free lib/lid.c:97:3 in lid_open",
        "lid_open",
        "",
        "lib/lid.c",
        97,
    ),
    "Objective-C": (
        "3   kettle     0x0000000101 -[KTLSpout pourInto:slowly:] + 112 (KTLSpout.m:31)",
        "pourInto",
        "KTLSpout",
        "KTLSpout.m",
        31,
    ),
    "Windows": (
        r"00 kettle!boil::Pot::heat+0x1a [C:\work\kettle\src\deep\pot.cpp @ 12]",
        "heat",
        "boil::Pot",
        "src/deep/pot.cpp",
        12,
    ),
    "Java": (
        "\tat org.kettle.boil.Pot$Lid.open(Pot.java:12)",
        "open",
        "org.kettle.boil.Pot.Lid",
        "org/kettle/boil/Pot.java",
        12,
    ),
    "Java's module and jar": (
        "    at app//org.kettle.boil.Pot.heatUp(Pot.java:12) ~[kettle-1.0.jar:?]",
        "heatUp",
        "org.kettle.boil.Pot",
        "org/kettle/boil/Pot.java",
        12,
    ),
    "a constructor": (
        "\tat org.kettle.boil.Pot.<init>(Pot.java:12)",
        "Pot",
        "org.kettle.boil.Pot",
        "org/kettle/boil/Pot.java",
        12,
    ),
    "Kotlin leaves packages out": (
        "\tat org.kettle.boil.PotKt.heatUp(Pot.kt:12)",
        "heatUp",
        "org.kettle.boil.PotKt",
        "boil/Pot.kt",
        12,
    ),
    "a device's log": (
        "03-12 12:01:02.123  1234  1234 E AndroidRuntime: \tat org.kettle.boil.Pot.heatUp(Pot.java:12)",
        "heatUp",
        "org.kettle.boil.Pot",
        "org/kettle/boil/Pot.java",
        12,
    ),
    "Go": (
        "github.com/example/kettle/v2/pkg/boil.(*Pot).Heat.func1(0xc0)\n\t/m/pot.go:99 +0x1",
        "Heat",
        "Pot",
        "pkg/boil/pot.go",
        99,
    ),
    "Go's parent": (
        "created by github.com/example/kettle/pkg/boil.Serve in goroutine 7\n\t/home/me/pot.go:9 +0x1d",
        "Serve",
        "",
        "pkg/boil/pot.go",
        9,
    ),
    "Rust": (
        "   2: kettle::boil::Pot<T>::heat::{{closure}}\n             at ./src/boil.rs:12:3",
        "heat",
        "kettle::boil::Pot",
        "src/boil.rs",
        12,
    ),
    "a trait in Rust": (
        "   2: <kettle::boil::Pot as kettle::Heats>::heat::h0123456789abcdef\n        at ./src/boil.rs:12:3",
        "heat",
        "kettle::boil::Pot",
        "src/boil.rs",
        12,
    ),
    "Node": (
        "    at async Pot.heatUp [as go] (/home/me/kettle/lib/pot.js:1:2)",
        "heatUp",
        "",
        "lib/pot.js",
        1,
    ),
    "Firefox": ("heatUp@webpack:///./kettle/source/pot.js:12:3", "heatUp", "", "source/pot.js", 12),
    ".NET": (
        r"   at Kettle.Boil.Pot`1.HeatUp(String cup, Int32[] n) in c:\work\kettle\Source\Boil\Pot.cs:line 42",
        "HeatUp",
        "Kettle.Boil.Pot",
        "Source/Boil/Pot.cs",
        42,
    ),
    "an async method of .NET": (
        "   at Kettle.Boil.Pot.<HeatUp>d__5.MoveNext() in /build/kettle/Source/Pot.cs:line 4",
        "HeatUp",
        "Kettle.Boil.Pot",
        "Source/Pot.cs",
        4,
    ),
    "Ruby": (
        "\tfrom /gems/kettle-1.0/lib/kettle/pot.rb:3:in `block in heat_up'",
        "heat_up",
        "",
        "lib/kettle/pot.rb",
        3,
    ),
    "Ruby's owner": (
        "/opt/kettle/lib/kettle/pot.rb:3:in 'Kettle::Pot#heat!'",
        "heat!",
        "Kettle::Pot",
        "lib/kettle/pot.rb",
        3,
    ),
    "PHP tells the caller's file": (
        "#0 /var/www/pot.php(12): Kettle\\Pot->heatUp('x')",
        "heatUp",
        "Kettle\\Pot",
        "",
        None,
    ),
    "Perl tells the caller's file": (
        "\tKettle::Pot::heat_up(1) called at pot.pl line 3",
        "heat_up",
        "Kettle::Pot",
        "",
        None,
    ),
    "Dart": (
        "#1      _Pot.heatUp.<anonymous closure> (package:kettle/boil/pot.dart:12:3)",
        "heatUp",
        "_Pot",
        "lib/boil/pot.dart",
        12,
    ),
    "Elixir": (
        "    (kettle 1.0.0) lib/kettle/pot.ex:12: Kettle.Pot.heat_up/2",
        "heat_up",
        "Kettle.Pot",
        "lib/kettle/pot.ex",
        12,
    ),
    "Erlang": (
        '[{pot,heat_up,2,[{file,"src/deep/pot.erl"},{line,7}]}]',
        "heat_up",
        "pot",
        "src/deep/pot.erl",
        7,
    ),
    "Lua": ("\tkettle/pot/lid.lua:12: in function 'lid.lift'", "lift", "lid", "pot/lid.lua", 12),
}


@pytest.mark.parametrize("case", NAMED.values(), ids=NAMED.keys())
def test_a_frame_says_its_function_and_place(case: tuple[str, str, str, str, int | None]) -> None:
    trace, name, owner, path, line = case
    citation = one(fenced(trace))
    assert (citation.name, citation.owner, citation.path, citation.line) == (name, owner, path, line)
    assert citation.cited is Cited.FRAME
    assert citation.claim is not Claim.NONE, citation.hedge
    assert citation.at == 4
    assert citation.quote in trace


STATED = {
    "a module path": "github.com/example/kettle/boil.Heat(0x1)\n\t/somewhere/else/pot.go:9 +0x1",
    "a crate": "   2: kettle::boil::heat\n             at ./src/boil.rs:12:3",
    "a checkout": "    #3 0x55d8b2 in pour_water /src/kettle/lib/spout.c:88:7",
    "an unpacked archive": "    #3 0x55d8b2 in pour_water /tmp/kettle-7.68.0/lib/spout.c:88:7",
    "a branch's archive": '  File "/tmp/kettle-master/tools/boil.py", line 12, in pour',
    "a build folder": '  File "/ci/build/kettle-x86_64-pc-linux-gnu/test/boil.py", line 12, in pour',
    "a compiler's relative path": "    #3 0x55d8b2 in pour_water lib/spout.c:88:7",
    "a package": "\tat org.kettle.boil.Pot.heatUp(Pot.java:12)",
}


@pytest.mark.parametrize("trace", STATED.values(), ids=STATED.keys())
def test_a_frame_that_names_the_project_is_stated(trace: str) -> None:
    assert one(fenced(trace)).claim is Claim.STATED


WEAK = {
    "an installed copy": '  File "/usr/lib/python3/site-packages/kettle/boil.py", line 12, in pour',
    "a file without a folder": "    #3 0x55d8b2 in pour_water spout.c:88:7",
    "somebody's own folder": '  File "/home/me/coffee/brew.py", line 12, in pour',
    "a script's relative path": '  File "tools/brewing/brew.py", line 12, in pour',
    "a class of another package": "\tat com.acme.coffee.Brewer.pourOut(Brewer.java:12)",
    "no file at all": "   at Coffee.Shop.Brewer.PourOut(String cup)",
}


@pytest.mark.parametrize("trace", WEAK.values(), ids=WEAK.keys())
def test_a_frame_that_may_be_the_reporters_is_weak(trace: str) -> None:
    assert one(fenced(trace)).claim is Claim.WEAK


SILENT = {
    "a Python library": '  File "/home/me/venv/lib/python3.9/site-packages/requests/api.py", line 1, in get',
    "Python itself": '  File "/usr/lib/python3.9/threading.py", line 1, in _bootstrap',
    "code from a string": '  File "<string>", line 1, in pour',
    "the reporter's program": "    #4 0x4a in pour_it /home/me/poc.c:12",
    "the reporter's script": '  File "main.py", line 3, in pour',
    "the entry of a program": "    #4 0x4a in main src/tools/kettle.c:12",
    "the C library": "    #5 0x7f0 in __libc_start_main (/lib/x86_64-linux-gnu/libc.so.6+0x29d90)",
    "the C++ library": "#0 0x4a in std::vector<int>::push_back(int) /usr/include/c++/9/bits/stl_vector.h:3",
    "a sanitizer": "    #0 0x4a in __interceptor_free /gcc-6.2.0/libsanitizer/asan/asan_malloc_linux.cc:45",
    "a mangled name": "    #3 0x55d8b2 in _ZN6kettle4boil3Pot4heatEv /src/kettle/lib/spout.cc:88",
    "a lambda": "#3 0x55 in boil()::{lambda(int)#1}::operator()(int) const /src/kettle/lib/spout.cc:88",
    "a name that a macro makes": "#3 0x55 in PotTest_Boils_Test::TestBody() /src/kettle/test/pot_test.cc:88",
    "a shared object": "#5  0x0000000001 in lid_open () from /usr/lib/libkettleware.so.1",
    "Java itself": "\tat java.base/java.lang.Integer.parseInt(Integer.java:652)",
    "Android": "\tat android.os.Handler.dispatchMessage(Handler.java:102)",
    "a lambda of Java": "\tat org.kettle.boil.Pot.lambda$heat$0(Pot.java:12)",
    "an accessor": "\tat org.kettle.boil.Pot.access$300(Pot.java:12)",
    "a getter, which a processor may write": "\tat org.kettle.boil.Pot.getLid(Pot.java:12)",
    "an obfuscated class": "\tat a.b.c.d(Unknown Source)",
    "a stripped file": "\tat org.kettle.boil.Pot.heatUp(SourceFile:3)",
    "a shaded copy": "\tat org.acme.shaded.com.kettle.boil.Pot.heatUp(Pot.java:12)",
    ".NET itself": "   at System.String.Substring(Int32 startIndex, Int32 length)",
    "a lambda of .NET": " at Kettle.Pot.<>c__DisplayClass3_0.<Heat>b__1() in /src/kettle/Pot.cs:line 3",
    "Go's runtime": "net/http.(*Server).Serve(0xc000)\n\t/usr/local/go/src/net/http/server.go:3 +0x3",
    "a Go library": "github.com/acme/teapot.Pour(0x1)\n\t/go/pkg/mod/github.com/acme/teapot@v1/p.go:3 +0x3",
    "another account's module": "github.com/you/kettle.Pour(0x1)\n\t/go/pkg/mod/kettle@v1/p.go:3 +0x3",
    "Rust's runtime": "   0: rust_begin_unwind\n        at /rustc/9fc6b431/library/std/src/panicking.rs:12:5",
    "the reporter's crate": "   3: teapot::brew\n             at ./src/brew.rs:12:5",
    "a Node package": "    at Layer.handle (/srv/app/node_modules/express/lib/router/layer.js:95:5)",
    "Node itself": "    at Module._compile (node:internal/modules/cjs/loader:1196:14)",
    "Node's old core": "    at emitOne (events.js:96:13)",
    "minified": "    at heatUp (https://example.org/static/main.js:1:20123)",
    "a built file": "    at heatUp (/srv/kettle/dist/pot.js:10:12)",
    "an extension": "emit@moz-extension://9908b50a-48f2/build/main.js:24626:22",
    "a gem": "\tfrom /usr/lib/ruby/gems/2.7.0/gems/rack-1.0/lib/rack/pot.rb:3:in `call'",
    "a Dart library": "#1      State.build (package:flutter/src/widgets/framework.dart:12:3)",
    "an Elixir library": "    (plug 1.0.0) lib/plug/conn.ex:12: Plug.Conn.send_it/2",
    "a kernel": "[   12.345678]  ? ext4_fill_super+0x1f/0x30 [ext4]",
}


@pytest.mark.parametrize("trace", SILENT.values(), ids=SILENT.keys())
def test_frames_of_others_are_not_claimed(trace: str) -> None:
    body = fenced(trace)
    assert all(citation.claim is Claim.NONE and citation.hedge for citation in cited(body))
    assert 4 in trace_lines(text.read(body))


def test_a_kernels_frames_are_the_kernels_own() -> None:
    citation = one(fenced("[   12.345678]  ? ext4_fill_super+0x1f/0x30 [ext4]"), "torvalds/linux")
    assert (citation.name, citation.claim) == ("ext4_fill_super", Claim.WEAK)


def test_a_function_is_cited_once_for_each_file() -> None:
    frame = "    #{} 0x4a in {} /src/kettle/lib/{}.c:{}\n"
    trace = "".join(
        frame.format(n, name, file, n)
        for n, (name, file) in enumerate([("pour", "a1"), ("pour", "a1"), ("pour", "b1"), ("fill", "a1")], 1)
    )
    assert [(c.name, c.path, c.line) for c in cited(fenced(trace))] == [
        ("pour", "lib/a1.c", 1),
        ("pour", "lib/b1.c", 3),
        ("fill", "lib/a1.c", 4),
    ]


def test_long_traces_of_others_do_not_crowd_out_the_project() -> None:
    others = "".join(f"\tat java.util.List{n}.sort{n}(List{n}.java:{n})\n" for n in range(1, 400))
    found = cited(fenced(f"{others}\tat org.kettle.boil.Pot.heatUp(Pot.java:12)"))
    assert len(found) < 50
    assert found[-1].name == "heatUp"


def test_a_trace_needs_no_fence() -> None:
    body = (
        "After the update this happens:\n\n"
        "java.lang.IllegalStateException: lid is open\n"
        "    at org.kettle.boil.Pot.heatUp(Pot.java:12)\n"
        "    at org.kettle.Main.run(Main.java:3)\n"
        "    ... 12 more\n\nAny idea?"
    )
    assert "heatUp" in {citation.name for citation in cited(body)}
    assert {4, 5, 6} <= trace_lines(text.read(body))
    assert not {1, 8} & trace_lines(text.read(body))


def test_lines_of_source_and_headings_belong_to_the_trace() -> None:
    trace = (
        "Traceback (most recent call last):\n"
        '  File "/src/kettle/kettle/boil.py", line 12, in pour\n'
        "    lid.frobnicate(cup)\n"
        "ValueError: too hot"
    )
    assert trace_lines(text.read(fenced(trace))) == frozenset({4, 5, 6})


PROSE = (
    "Look at the README (line 3) in the docs.",
    "#1234 in the tracker is about the same thing.",
    "#12 - Add a lid (see src/pot.c)",
    "It fails in Kettle (at least with version 3).",
    "I met them at a.b.c (the place).",
    "mail me@example.org:25",
    "1: first, heat the water at noon",
    "- at startup (see below)",
    "The time is at 12:30:15",
    "In `pot.c:12` the lid is open.",
)


@pytest.mark.parametrize("sentence", PROSE)
def test_sentences_are_no_frames(sentence: str) -> None:
    assert cited(f"Hello.\n\n{sentence}\n\nBye.") == ()
    assert not trace_lines(text.read(f"Hello.\n\n{sentence}\n\nBye."))


def test_a_part_that_has_the_projects_name_keeps_its_folder() -> None:
    trace = "   2: kettle::boil::heat\n             at /home/me/kettles/crates/kettle/src/boil.rs:12:3"
    assert one(fenced(trace)).path == "crates/kettle/src/boil.rs"


def test_a_checkout_in_its_owners_folder() -> None:
    citation = one(fenced('  File "/build/kettle/kettle/kettle/boil.py", line 12, in pour'), "kettle/kettle")
    assert citation.path == "kettle/boil.py"


def test_a_package_may_have_a_capital() -> None:
    citation = one(fenced("\tat org.kettle.Boil.Pot$Lid.heatUp(Pot.java:12)"))
    assert citation.path == "org/kettle/Boil/Pot.java"


def test_a_users_name_is_no_checkout() -> None:
    citation = one(fenced('  File "/home/kettle/coffee/brew.py", line 12, in pour'))
    assert (citation.path, citation.claim) == ("/home/kettle/coffee/brew.py", Claim.WEAK)


@pytest.mark.parametrize(
    "unit",
    [
        "#1 0x1 in ",
        "at ",
        "at a.b(C.java:1) ",
        "a::",
        "<",
        "(",
        "a/../",
        "{a,b,1,[",
        'File "',
        "1: a::b\n",
        "a\n",
    ],
)
def test_hostile_lines_are_read(unit: str) -> None:
    body = (unit * 40_000)[:400_000]
    read = text.read(f"```\n{body}\n```")
    assert isinstance(tuple(find(read, "example/kettle")), tuple)
    assert isinstance(trace_lines(read), frozenset)


PIECES = st.sampled_from(
    [
        "#1 ",
        "0x1f ",
        "in ",
        "at ",
        "a.b.C",
        "::",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        "/src/kettle/",
        "x.c",
        ":12",
        ".go",
        "\n",
        "\t",
        " ",
        'File "',
        '", line ',
        "3",
        ", in f",
        "@",
        "https://",
        "\\",
        "`",
        "'",
        "~",
        "é",
        "{{closure}}",
        "==1== ",
        "by 0x1: ",
        "lambda$",
        "(Pot.java",
        "node_modules/",
        "called at ",
        "created by ",
        "..",
        "$",
        "&lt;",
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(PIECES, max_size=60).map("".join),
    st.sampled_from(["", "a", "a/b", "example/kettle", "x/node.js"]),
)
def test_nothing_raises(body: str, repository: str) -> None:
    read = text.read(fenced(body))
    numbers = {line.number for line in read.lines}
    for citation in find(read, repository):
        assert citation.name
        assert citation.at in numbers
        assert (citation.claim is Claim.NONE) == bool(citation.hedge)
    assert trace_lines(read) <= numbers


def test_an_error_page_of_aspnet_is_a_trace_of_libraries_and_of_the_reporters_own_files() -> None:
    page = (
        "   Acme.Kernel.DefaultKernel.Resolve(Type service) +90\n"
        "   ShopControllerFactory.GetController(RequestContext context, Type kind) in Global.asax.cs:93\n"
        "   System.Web.Mvc.MvcHandler.ProcessRequest(HttpContextBase http, IController& it) +197\n"
    )
    lines = text.read(page)
    assert trace_lines(lines) == {1, 2, 3}
    claims = {one.name: one.claim for one in find(lines, "acme/kernel")}
    assert claims == {"Resolve": Claim.WEAK, "GetController": Claim.WEAK, "ProcessRequest": Claim.NONE}
