"""Finds what a scenario's credentials point at."""

from collections.abc import Callable

from evals.lab.cloud.credentials import SESSION_COOKIE
from evals.lab.cloud.state import CloudState


def resolve(state: CloudState, kind: str, name: str) -> str:
    """Return a secret or an address: ("token", id), ("session", id), ("email_of", account id) and so on.

    Raises:
        LookupError: Nothing has that name.
    """
    finders: dict[str, Callable[[], str | None]] = {
        "token": lambda: next((one.secret for one in state.tokens if one.id == name), None),
        "access_token": lambda: next((one.secret for one in state.access_tokens if one.id == name), None),
        "refresh_token": lambda: next((one.secret for one in state.refresh_tokens if one.id == name), None),
        "session": lambda: next((f"{SESSION_COOKIE}={one.secret}" for one in state.sessions if one.id == name), None),
        "password_of": lambda: next((one.password for one in state.accounts if one.id == name), None),
        "email_of": lambda: next((one.email for one in state.accounts if one.id == name), None),
    }
    found = finders[kind]()
    if found is None:
        raise LookupError(f"{kind}: nothing is called {name}")
    return found
