import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.npm_assets import NpmAssets
from webhooks.signature import sign, verify

SECRET = b"It's a Secret to Everybody"


def test_the_example_of_githubs_documentation() -> None:
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert sign(b"Hello, World!", SECRET) == signature
    assert verify(b"Hello, World!", signature, [SECRET])


@given(st.binary(), st.lists(st.binary(min_size=1), min_size=1, max_size=4), st.data())
def test_any_secret_that_is_valid_now_may_have_signed(
    body: bytes, secrets: list[bytes], data: st.DataObject
) -> None:
    signed_with = data.draw(st.sampled_from(secrets))
    assert verify(body, sign(body, signed_with), secrets)


@given(st.binary(), st.binary())
def test_the_signature_of_another_body_does_not_fit(body: bytes, other: bytes) -> None:
    assert verify(body, sign(other, SECRET), [SECRET]) == (body == other)


@given(st.one_of(st.none(), st.text()), st.binary())
def test_a_signature_that_is_none_is_refused_whatever_it_holds(signature: str | None, body: bytes) -> None:
    assert not verify(body, signature, [SECRET, b"another"])


@pytest.mark.parametrize("secrets", [[], [b""], [b"", b""]])
def test_no_secret_and_an_empty_secret_fit_nothing(secrets: list[bytes]) -> None:
    assert not verify(b"{}", sign(b"{}", b""), secrets)


def test_sha1_and_a_missing_prefix_are_refused() -> None:
    digest = sign(b"{}", SECRET).removeprefix("sha256=")
    assert not verify(b"{}", digest, [SECRET])
    assert not verify(b"{}", f"sha1={digest}", [SECRET])
    assert not verify(b"{}", f"sha256={digest.upper()}", [SECRET])


@pytest.mark.npm
@pytest.mark.parametrize(
    "body", ["{}", '{"title": "plain"}', '{"title": "é ☃ 🚀 \\ud83d"}', "\u2028\u202e\u0000 ü\r\n"]
)
def test_octokit_signs_the_same(npm: NpmAssets, body: str) -> None:
    secret = "geheim-ünïcode"
    oracle = subprocess.run(
        ["node", str(npm.sign), secret], input=body.encode(), capture_output=True, check=True
    )
    assert oracle.stdout.decode() == sign(body.encode(), secret.encode())
