import json
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import calibrations
from bot.config import load_settings
from bot.errors import UsageError


def test_a_calibration_is_kept_a_repository_whatever_the_case(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    calibrations.write(calibrations.place(settings, "Acme/Widget"), {"issue": [0.5, 0.25]})
    kept = calibrations.of(settings, "acme/WIDGET")
    assert kept is not None
    assert kept.scores == {"issue": (0.25, 0.5)}
    assert (tmp_path / "calibrations" / "acme" / "widget.json").is_file()
    assert calibrations.of(settings, "acme/other") is None


@pytest.mark.parametrize("name", ["", "acme", "../../etc/passwd", "acme/..", "a/b/c"])
def test_what_is_no_repository_has_none(tmp_path: Path, name: str) -> None:
    assert calibrations.of(load_settings(home=tmp_path), name) is None


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"scores": {"issue": ["x"]}}', '{"scores": 3}', "[" * 9999]
)
def test_a_broken_file_is_a_clear_error(tmp_path: Path, content: str) -> None:
    settings = load_settings(home=tmp_path)
    kept = calibrations.place(settings, "acme/widget")
    kept.parent.mkdir(parents=True)
    kept.write_text(content)
    with pytest.raises(UsageError, match="no calibration file"):
        calibrations.of(settings, "acme/widget")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.binary(max_size=80) | st.builds(lambda scores: json.dumps({"scores": scores}).encode(), _VALUES))
def test_any_file_is_a_calibration_or_a_clear_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.json"
        file.write_bytes(content)
        with suppress(UsageError):
            assert 0.01 <= calibrations.read(file).protect("issue", 0.5, 0.01) <= 1


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        calibrations.write(tmp_path / "file" / "x.json", {})
