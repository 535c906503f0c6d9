"""What routes are given: the desk, the pool and the caller, all from the application's state."""

from typing import cast

from fastapi import Request

from api.access import Caller, open_caller
from api.casework import Desk
from api.pool import Pool


def desk_of(request: Request) -> Desk:
    """Return the application's desk."""
    return cast(Desk, request.app.state.desk)


def pool_of(request: Request) -> Pool:
    """Return the application's pool."""
    return cast(Pool, request.app.state.pool)


def caller_of(request: Request) -> Caller:
    """Return who asks.

    Raises:
        api.errors.Problem: The caller may not ask.
    """
    return open_caller(request)
