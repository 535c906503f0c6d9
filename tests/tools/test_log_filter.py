"""Every record of every logger is redacted as it is made, and talkative libraries stay quiet."""

import io
import logging
from collections.abc import Iterator

import pytest

from tests.tools.secret_forms import cloud_token, seeded
from tools import log_filter
from tools.site import CredentialKind
from tools.vault import Secret, Vault

TOKEN = cloud_token(seeded(11))
ODD = "correct horse battery"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Log as a service does, to a handler that was added after the filter was installed."""
    vault = Vault()
    vault.take_in(Secret(CredentialKind.BASIC, ODD, "ann"), frozenset({"http://wiki.acme.example:80"}))
    before, root = logging.getLogRecordFactory(), logging.getLogger()
    level = root.level
    log_filter.install(log_filter.scrub_with(vault.scrub), handlers=())
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("secret", [TOKEN, ODD, ODD[::-1], ODD.encode().hex()])
@pytest.mark.parametrize("name", ["a.new.logger", "api.casework", "uvicorn.error", "uvicorn.access", "slack_sdk.web"])
def test_no_logger_writes_a_secret(written: io.StringIO, name: str, secret: str) -> None:
    """In text, argument, collection, exception and stack, whether known by its form or to the vault."""
    log = logging.getLogger(name)
    log.error("text %s", secret)
    log.error("in it: " + secret)  # noqa: G003 - some libraries do it
    log.error("mapping %r", {"k": [secret]})
    try:
        int(secret)
    except ValueError:
        log.exception("failed", stack_info=True)

    assert secret not in written.getvalue()
    assert written.getvalue().count("[secret:") >= 4


def test_numbers_and_their_formats_stay(written: io.StringIO) -> None:
    """A server's own lines keep their arguments, and one that does not fit is still a line."""
    logging.getLogger("uvicorn.error").info("Started on %s:%d", "127.0.0.1", 8401)
    logging.getLogger("api.x").warning("%d of %d", 3, 7)
    logging.getLogger("api.x").warning("bad %d", "no number")

    assert written.getvalue().splitlines() == ["Started on 127.0.0.1:8401", "3 of 7", "bad %d ('no number',)"]


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "atlassian.rest_client", "httpx2", "openai._base_client"])
def test_libraries_that_log_what_passes_them_are_pinned(written: io.StringIO, name: str) -> None:
    """With the root at DEBUG they still say nothing below a warning, even when somebody had turned them up."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    log_filter.pin_libraries()

    logger.debug("headers and bodies")
    logger.info("urls")

    assert written.getvalue() == ""
