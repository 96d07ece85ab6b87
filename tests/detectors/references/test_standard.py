"""Names that everybody uses belong to no project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references.standard import is_standard, names

EVERYBODYS = {
    "python": ("json.loads", "ValueError", "__init__", "asyncio.run", "pytest.raises", "os.path.join"),
    "c": (
        "memcpy",
        "strcpy()",
        "pthread_create",
        "EINVAL",
        "SIGSEGV",
        "SSL_read",
        "EVP_DigestInit_ex",
        "epoll_wait",
    ),
    "cpp": ("std::vector", "unique_ptr", "push_back", "EXPECT_EQ", "static_assert"),
    "java": ("java.util.HashMap", "Integer.parseInt", "NullPointerException", "Thread.sleep", "assertEquals"),
    "javascript": (
        "addEventListener",
        "Promise.all",
        "readFileSync",
        "process.env",
        "package.json",
        "useEffect",
    ),
    "go": ("http.Client", "fmt.Sprintf", "context.WithTimeout", "GOMAXPROCS"),
    "rust": ("unwrap_or_default", "println!", "Vec::push", "std::sync::Arc", "RUST_BACKTRACE"),
    "dotnet": ("Console.WriteLine", "IEnumerable", "Task.WhenAll"),
    "ruby": ("each_with_index", "attr_accessor", "NoMethodError"),
    "php": ("str_replace", "array_map", "__construct", "PDO"),
    "kotlin": ("mutableListOf", "runBlocking"),
    "swift": ("UIViewController", "DispatchQueue", "XCTAssertEqual"),
    "sql": ("COALESCE", "GROUP_CONCAT"),
    "http": ("Content-Type", "content-type", "X-Forwarded-For", "SERVICE_UNAVAILABLE"),
    "windows": ("CreateFileW", "GetLastError"),
    "tools": ("LD_PRELOAD", "CMAKE_BUILD_TYPE", "https_proxy"),
}
PROJECTS = (
    "pour_water_into_cup",
    "KettleLidSensor",
    "KETTLE_MAX_HEAT",
    "kettle.Pot.heatUpSlowly",
    "",
    "::",
    "()",
)


@pytest.mark.parametrize(
    ("language", "name"), [(key, name) for key, many in EVERYBODYS.items() for name in many]
)
def test_standard_names_are_known(language: str, name: str) -> None:
    assert is_standard(name)
    assert is_standard(name, frozenset({language}))


@pytest.mark.parametrize("name", PROJECTS)
def test_a_projects_own_names_are_not(name: str) -> None:
    assert not is_standard(name)


def test_a_language_is_asked_alone() -> None:
    assert not is_standard("addEventListener", frozenset({"python"}))
    assert not is_standard("addEventListener", frozenset())
    assert not is_standard("addEventListener", frozenset({"no such language"}))


def test_a_member_of_a_variable_is_standard_and_of_an_unknown_class_is_not() -> None:
    assert is_standard("conn.close")
    assert is_standard("self.assertEqual")
    assert not is_standard("KettleLidSensor::readFileSync")


def test_every_language_has_names() -> None:
    assert EVERYBODYS.keys() <= names().keys()
    assert all(group and all(name == name.strip() for name in group) for group in names().values())


@given(st.text(max_size=400))
def test_nothing_raises(name: str) -> None:
    assert is_standard(name) in {True, False}
