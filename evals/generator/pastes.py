"""Renders what a client did the way people paste it."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

from evals.generator.client import Happened
from evals.lab.wire import Headers
from evals.scenarios.model import Paste
from evals.solvers.wire import FAULTS

SCRIPT_STYLES = ("curl", "curl", "traceback", "client_log", "node", "java", "go", "headers")
BROWSER_STYLES = ("har", "headers")


def render(style: str, happened: Sequence[Happened], now: datetime) -> Paste:
    """Render calls in a style.

    Raises:
        KeyError: No such style.
    """
    return _STYLES[style](happened, now)


def _curl(happened: Sequence[Happened], _now: datetime) -> Paste:
    parts = []
    for one in happened:
        request = one.request
        query = f"?{request.query}" if request.query else ""
        lines = [f"> {request.method} {request.path}{query} HTTP/1.1", f"> Host: {request.host}"]
        lines += [f"> {name}: {value}" for name, value in request.headers]
        lines.append(">")
        if one.reply is None:
            lines = [f"*   Trying {request.host}...", f"curl: {_CURL_WORDS.get(one.fault, '(56) Recv failure')}"]
        else:
            lines.append(f"< HTTP/1.1 {one.reply.status} {_phrase(one.reply.status)}")
            lines += [f"< {name}: {value}" for name, value in one.reply.headers]
            lines += ["<", _body(one)]
        parts.append("\n".join(lines))
    return Paste(kind="curl", name="terminal.txt", content="\n".join(parts))


def _headers(happened: Sequence[Happened], now: datetime) -> Paste:
    one = happened[-1]
    if one.reply is None:
        return _curl(happened, now)
    lines = [f"{one.request.method} {one.url}", f"HTTP/1.1 {one.reply.status} {_phrase(one.reply.status)}"]
    lines += [f"{name}: {value}" for name, value in one.reply.headers]
    return Paste(kind="auto", name="response.txt", content="\n".join([*lines, "", _body(one)]))


def _traceback(happened: Sequence[Happened], now: datetime) -> Paste:
    one = happened[-1]
    if one.reply is None:
        text = f"requests.exceptions.ConnectionError: {_inner(one.fault)}"
    else:
        kind = "Client" if one.reply.status < 500 else "Server"
        words = f"{one.reply.status} {kind} Error: {_phrase(one.reply.status)} for url: {one.url}"
        text = f"requests.exceptions.HTTPError: {words}\n{one.reply.status} {_body(one)}"
    head = 'Traceback (most recent call last):\n  File "job.py", line 41, in <module>\n    main()\n'
    middle = '  File "job.py", line 22, in main\n    answer.raise_for_status()\n'
    return Paste(kind="traceback", name=f"job-{now:%d%m}.log", content=head + middle + text)


def _client_log(happened: Sequence[Happened], now: datetime) -> Paste:
    lines = []
    for one in happened:
        sent = _scheme(one.request.headers)
        came = f"{one.reply.status} {_body(one)[:600]}" if one.reply else _inner(one.fault)
        lines.append(f"{now:%Y-%m-%d %H:%M:%S} INFO  http {one.request.method} {one.url} auth={sent}")
        lines.append(f"{now:%Y-%m-%d %H:%M:%S} ERROR http answer: {came}")
        lines += [f"    {name}: {value}" for name, value in (one.reply.headers if one.reply else ())]
    return Paste(kind="log", name="client.log", content="\n".join(lines))


def _node(happened: Sequence[Happened], now: datetime) -> Paste:
    one = happened[-1]
    if one.reply is None:
        return _client_log(happened, now)
    headers = {name.lower(): value for name, value in one.reply.headers}
    lines = [
        f"AxiosError: Request failed with status code {one.reply.status}",
        "    at settle (node_modules/axios/lib/core/settle.js:19:12)",
        f"  config: {{ method: '{one.request.method.lower()}', url: '{one.url}' }},",
        f"  response: {{ status: {one.reply.status}, headers: {json.dumps(headers)},",
        f"    data: {_body(one)[:1200]} }}",
    ]
    return Paste(kind="traceback", name="npm-debug.log", content="\n".join(lines))


def _java(happened: Sequence[Happened], _now: datetime) -> Paste:
    one = happened[-1]
    if one.reply is None:
        text = f"java.net.ConnectException: {_inner(one.fault)}"
    else:
        phrase = _phrase(one.reply.status)
        kind = f"HttpClientErrorException${phrase.replace(' ', '')}"
        text = f'org.springframework.web.client.{kind}: {one.reply.status} {phrase}: "{_body(one)[:900]}"'
    where = f'\n\tat example.Sync.pull(Sync.java:88)\n\trequest: {one.request.method} "{one.url}"'
    return Paste(kind="traceback", name="app.log", content=text + where)


def _go(happened: Sequence[Happened], now: datetime) -> Paste:
    one = happened[-1]
    came = f"unexpected status {one.reply.status}: {_body(one)[:900]}" if one.reply else _inner(one.fault)
    content = f'{now:%Y/%m/%d %H:%M:%S} {one.request.method.title()} "{one.url}": {came}'
    return Paste(kind="log", name="sync.log", content=content)


def _har(happened: Sequence[Happened], now: datetime) -> Paste:
    entries = [_entry(one, now) for one in happened]
    har = {"log": {"version": "1.2", "creator": {"name": "browser", "version": "131"}, "entries": entries}}
    return Paste(kind="har", name="capture.har", content=json.dumps(har))


def _entry(one: Happened, now: datetime) -> dict[str, object]:
    reply = one.reply
    return {
        "startedDateTime": now.isoformat(),
        "time": 84,
        "request": {
            "method": one.request.method,
            "url": one.url,
            "httpVersion": "HTTP/1.1",
            "headers": _named(one.request.headers),
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": len(one.request.body),
        },
        "response": {
            "status": reply.status if reply else 0,
            "statusText": _phrase(reply.status) if reply else "",
            "httpVersion": "HTTP/1.1",
            "headers": _named(reply.headers if reply else ()),
            "cookies": [],
            "content": {"size": len(reply.body) if reply else 0, "mimeType": "", "text": _body(one)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 80, "receive": 4},
    }


def _named(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _body(one: Happened) -> str:
    return one.reply.body.decode("utf-8", "replace")[:4000] if one.reply else ""


def _scheme(headers: Headers) -> str:
    value = next((value for name, value in headers if name.lower() == "authorization"), "")
    return value.partition(" ")[0] if " " in value else "none"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _inner(fault: str) -> str:
    failure = FAULTS[fault]()
    return str(failure.args[0] if failure.args else failure)


_CURL_WORDS = {
    "no_such_name": "(6) Could not resolve host",
    "refused": "(7) Failed to connect: Connection refused",
    "reset": "(56) Recv failure: Connection reset by peer",
    "timeout": "(28) Connection timed out after 30001 milliseconds",
    "tls_expired": "(60) SSL certificate problem: certificate has expired",
    "tls_untrusted": "(60) SSL certificate problem: unable to get local issuer certificate",
    "tls_wrong_name": "(60) SSL: no alternative certificate subject name matches target host name",
}
_STYLES: dict[str, Callable[[Sequence[Happened], datetime], Paste]] = {
    "curl": _curl,
    "headers": _headers,
    "traceback": _traceback,
    "library": _traceback,
    "client_log": _client_log,
    "node": _node,
    "java": _java,
    "go": _go,
    "har": _har,
}
