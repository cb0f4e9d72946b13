"""Where credentials come from, and that nothing shows them."""

import logging
from pathlib import Path

import pytest

from ohbot.errors import InputError, NotAllowed
from ohbot.wiki import Credentials, Redaction, credentials_from

PASSWORD = {"OHBOT_USERNAME": "Tea bot@job", "OHBOT_PASSWORD": "s3cret-word"}
OAUTH = {
    "PWB_CONSUMER_TOKEN": "one-token",
    "PWB_CONSUMER_SECRET": "two-secret",
    "PWB_ACCESS_TOKEN": "three-token",
    "PWB_ACCESS_SECRET": "four-secret",
}


def written(path: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    """An environment that names a credentials file with this text and mode."""
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return {"OHBOT_CREDENTIALS": str(path)}


def test_a_password_comes_from_the_environment() -> None:
    """A bot password is known by its name."""
    found = credentials_from(PASSWORD)
    assert found == Credentials("Tea bot@job", "s3cret-word")
    assert found.kind == "bot password"


def test_oauth_goes_before_a_password() -> None:
    """All four values, in the order in which they are signed with."""
    found = credentials_from(PASSWORD | OAUTH)
    assert found
    assert found.oauth == ("one-token", "two-secret", "three-token", "four-secret")
    assert found.kind == "OAuth 1.0a"


def test_without_credentials_there_are_none() -> None:
    """Reading a wiki may do without."""
    assert credentials_from({"OHBOT_USERNAME": " "}) is None


def test_incomplete_credentials_name_what_is_missing() -> None:
    """And nothing else of them."""
    with pytest.raises(NotAllowed, match="OHBOT_PASSWORD") as caught:
        credentials_from({"OHBOT_USERNAME": "Tea bot"})
    assert "Tea bot" not in str(caught.value)
    with pytest.raises(NotAllowed, match="PWB_ACCESS_SECRET"):
        credentials_from({key: value for key, value in OAUTH.items() if key != "PWB_ACCESS_SECRET"})


def test_a_file_holds_credentials_and_the_environment_goes_first(tmp_path: Path) -> None:
    """Comments, blank lines and quotes are fine."""
    environ = written(tmp_path / "c", '# mine\n\nOHBOT_USERNAME = Tea\nOHBOT_PASSWORD="a = b"\n')
    assert credentials_from(environ) == Credentials("Tea", "a = b")
    assert credentials_from(environ | {"OHBOT_USERNAME": "Cup"}) == Credentials("Cup", "a = b")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_may_open_is_not_used(tmp_path: Path, mode: int) -> None:
    """The sentence says how to close it."""
    with pytest.raises(NotAllowed, match="chmod 600"):
        credentials_from(written(tmp_path / "c", "OHBOT_USERNAME=Tea\nOHBOT_PASSWORD=x\n", mode))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, or a folder."""
    with pytest.raises(NotAllowed, match="cannot be read"):
        credentials_from({"OHBOT_CREDENTIALS": str(tmp_path / "none")})
    tmp_path.chmod(0o700)
    with pytest.raises(NotAllowed, match="must name a file"):
        credentials_from({"OHBOT_CREDENTIALS": str(tmp_path)})


def test_a_bad_line_is_told_by_its_number_without_its_text(tmp_path: Path) -> None:
    """Its text may be a secret."""
    with pytest.raises(InputError, match=r"c:2: not a credential") as caught:
        credentials_from(written(tmp_path / "c", "OHBOT_USERNAME=Tea\ns3cret-word\n"))
    assert "s3cret-word" not in str(caught.value)


def test_no_repr_shows_a_secret() -> None:
    """Of either kind."""
    shown = f"{credentials_from(PASSWORD)!r} {credentials_from(OAUTH)} {[credentials_from(OAUTH)]}"
    assert not any(secret in shown for secret in ("s3cret-word", *OAUTH.values()))


def test_a_log_record_loses_its_secrets_and_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Whether in the message, in an argument, or in an exception."""
    log = logging.getLogger("tests.redaction")
    with caplog.filtering(Redaction(credentials_from(PASSWORD))):
        try:
            raise ValueError("s3cret-word")
        except ValueError:
            log.exception("failed with %s", "s3cret-word")
    assert "failed with [secret]" in caplog.text
    assert "s3cret-word" not in caplog.text
