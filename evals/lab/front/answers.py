"""Layers that change the answer on its way out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from evals.lab.front.pages import nginx_page, plain_page, without
from evals.lab.wire import Handler, Headers, Reply, Request


class Instead(StrEnum):
    """What a layer that rewrites a status puts into the body."""

    KEEP = "keep"
    LOGIN_PAGE = "login_page"
    NGINX = "nginx"
    EMPTY = "empty"


@dataclass(slots=True)
class RewriteStatus:
    """Answers with another status than Confluence did: a login page with 200 for a 401, a 401 for a 403.

    Attributes:
        statuses: Statuses that it does not let out.
        to: Status that it sends instead.
        body: What it does with the body; anything but "keep" drops the original headers too.
    """

    statuses: list[int]
    to: int
    body: Instead = Instead.KEEP

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward, and change the answer when its status is listed."""
        reply = onward(request)
        if reply.status not in self.statuses:
            return reply
        if self.body is Instead.LOGIN_PAGE:
            form = '<form method="post" action="/sso/login"><input name="user"><input type="password" name="pw"></form>'
            return plain_page(self.to, "Sign in", form)
        if self.body is Instead.NGINX:
            return nginx_page(self.to)
        return replace(reply, status=self.to, body=b"" if self.body is Instead.EMPTY else reply.body)


@dataclass(slots=True)
class ShiftDate:
    """Sends a Date that is off by some seconds, positive when it is ahead."""

    seconds: float

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward and shift the Date of the answer."""
        reply = onward(request)
        text = next((value for key, value in reply.headers if key.lower() == "date"), None)
        true_time = parsedate_to_datetime(text) if text else datetime.now(UTC)
        shifted = format_datetime((true_time + timedelta(seconds=self.seconds)).astimezone(UTC), usegmt=True)
        return replace(reply, headers=(*without(reply.headers, "Date"), ("Date", shifted)))


@dataclass(slots=True)
class StripResponseHeaders:
    """Drops response headers by pattern, without case ("x-seraph-*", "www-authenticate")."""

    patterns: list[str]

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward and drop the headers of the answer."""
        reply = onward(request)
        gone = [one.lower() for one in self.patterns]
        kept: Headers = tuple(
            (key, value) for key, value in reply.headers if not any(fnmatchcase(key.lower(), one) for one in gone)
        )
        return replace(reply, headers=kept)


@dataclass(slots=True)
class AddResponseHeaders:
    """Adds response headers, in place of those of the same name."""

    headers: dict[str, str]

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward and add the headers to the answer."""
        reply = onward(request)
        return replace(reply, headers=(*without(reply.headers, *self.headers), *self.headers.items()))


@dataclass(slots=True)
class RewriteCookies:
    """Changes Set-Cookie: another path, Secure added or taken away, SameSite set, or cookies dropped by name."""

    path: str = ""
    secure: bool | None = None
    same_site: str = ""
    dropped: list[str] = field(default_factory=list)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward and change the cookies of the answer."""
        reply = onward(request)
        kept = (one for one in reply.headers if not self._drops(one))
        changed = tuple(
            (key, self._changed(value)) if key.lower() == "set-cookie" else (key, value) for key, value in kept
        )
        return replace(reply, headers=changed)

    def _drops(self, header: tuple[str, str]) -> bool:
        key, value = header
        return key.lower() == "set-cookie" and value.partition("=")[0] in self.dropped

    def _changed(self, cookie: str) -> str:
        first, *attributes = [part.strip() for part in cookie.split(";")]
        changing = {
            "path": bool(self.path),
            "secure": self.secure is not None,
            "samesite": bool(self.same_site),
        }
        kept = [one for one in attributes if not changing.get(one.partition("=")[0].lower())]
        kept += [f"Path={self.path}"] if self.path else []
        kept += ["Secure"] if self.secure else []
        kept += [f"SameSite={self.same_site}"] if self.same_site else []
        return "; ".join([first, *kept])


@dataclass(slots=True)
class SharedCache:
    """Keeps answers to GET by URL alone, so that one caller may get another's answer."""

    kept: dict[str, Reply] = field(default_factory=dict, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Answer from the cache, or forward and keep a good answer."""
        if request.method != "GET":
            return onward(request)
        url = f"{request.host}{request.path}?{request.query}"
        if url in self.kept:
            reply = self.kept[url]
            return replace(reply, headers=(*without(reply.headers, "Set-Cookie"), ("X-Cache", "HIT")))
        reply = onward(request)
        if reply.status == 200:
            self.kept[url] = reply
        return replace(reply, headers=(*reply.headers, ("X-Cache", "MISS")))
