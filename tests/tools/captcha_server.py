"""A small Data Center on loopback that asks for a CAPTCHA after three failed Basic logins, as the real one does.

Source: https://confluence.atlassian.com/doc/configuring-captcha-for-failed-logins-216432142.html
"""

import base64
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

ALLOWED_FAILURES = 3


@dataclass(slots=True)
class Account:
    """One account: its password, and what the server has counted."""

    password: str
    failures: int = 0
    logins: int = 0
    refused: int = 0
    captcha_answers: int = 0


@dataclass(slots=True)
class CaptchaServer:
    """Serves `user/current` for its accounts; use it as a context manager."""

    accounts: dict[str, Account]
    bearers: list[str] = field(default_factory=list)
    logged_in: Event = field(default_factory=Event)
    _lock: Any = field(default_factory=Lock)
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        answering = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers = answering.answer(self.headers.get("Authorization", ""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: Any) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, authorization: str) -> tuple[int, dict[str, str]]:
        """Return status and headers, and count."""
        scheme, _, value = authorization.partition(" ")
        with self._lock:
            if scheme == "Basic":
                user, _, password = base64.b64decode(value).decode().partition(":")
                return self._login(self.accounts[user], user, password)
            if scheme == "Bearer":
                self.bearers.append(value)
                return 401, {}
            return 200, {"X-AUSERNAME": "anonymous"}

    def _login(self, account: Account, user: str, password: str) -> tuple[int, dict[str, str]]:
        account.logins += 1
        self.logged_in.set()
        if account.failures >= ALLOWED_FAILURES:
            account.captcha_answers += 1
            account.refused += 1
            return 401, {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED",
                         "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=/login.action"}  # fmt: skip
        if password != account.password:
            account.failures += 1
            account.refused += 1
            return 401, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
        account.failures = 0
        return 200, {"X-Seraph-LoginReason": "OK", "X-AUSERNAME": user}
