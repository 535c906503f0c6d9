"""The gate in front of every guarded route: who asks, how often they may, and the record of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from fastapi import Request

from api.access import Access, Caller
from api.audit import AuditLog
from api.doorway import Passage, passage_of
from api.errors import Problem
from api.rate_limits import RateLimiter

_READS = frozenset({"GET", "HEAD"})


@dataclass(slots=True)
class Gate:
    """What one service lets in and how it remembers that."""

    access: Access
    limiter: RateLimiter
    audit: AuditLog


def gate_of(request: Request) -> Gate:
    """Return the application's gate."""
    return cast(Gate, request.app.state.gate)


async def caller_of(request: Request) -> Caller:
    """Return who asks, once it is proven and within the limits.

    Raises:
        Problem: 401, 403 or 429.
    """
    gate, passage = gate_of(request), passage_of(request.scope)
    if passage.caller is None:
        _begin(request, passage)
        passage.caller = await gate.access.caller_of(request)
        standing = await gate.limiter.take(passage.caller, passage.peer, writes=request.method not in _READS)
        passage.headers.update(standing.headers)
    return passage.caller


def allowed(scope: str) -> Callable[[Request], Awaitable[Caller]]:
    """Return a dependency that lets in only callers with a scope."""

    async def caller_with_scope(request: Request) -> Caller:
        caller = await caller_of(request)
        require(caller, scope)
        return caller

    return caller_with_scope


def require(caller: Caller, scope: str) -> None:
    """Stop a caller who lacks a scope.

    Raises:
        Problem: 401 for somebody who gave no proof at all, else 403 that names the scope.
    """
    if caller.allows(scope):
        return
    if not caller.owner:
        raise Problem(
            401,
            "Who is asking is not proven",
            "Send `Authorization: Bearer` with the token of the page, or with the secret that came when you started.",
            {"WWW-Authenticate": 'Bearer realm="unlatch"'},
        )
    raise Problem(
        403,
        "Not within your scopes",
        f"This call takes the scope {scope}, which you do not have. Whoever runs Unlatch can give you a key with it.",
        {"WWW-Authenticate": f'Bearer realm="unlatch", error="insufficient_scope", scope="{scope}"'},
    )


def _begin(request: Request, passage: Passage) -> None:
    passage.guarded = True
    passage.route = getattr(request.scope.get("route"), "path", "")
    passage.diagnosis_id = request.path_params.get("diagnosis_id", "")
