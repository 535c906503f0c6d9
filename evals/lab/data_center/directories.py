"""Checks a name and a password against the directories, in their order, and writes what the server would log."""

from dataclasses import dataclass

from evals.lab.data_center import log
from evals.lab.data_center.call import Call
from evals.lab.data_center.people import Directory, DirectoryKind, User
from evals.lab.data_center.state import DataCenterState

_ONLY_WITH_RIGHT_PASSWORD = frozenset({"530", "531", "532", "533", "701", "773"})
_WRONG_PASSWORD = "52e"


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What the directories said.

    Attributes:
        user: The user whose password fitted, None when it was refused or nobody has the name.
        directory_failed: A directory that was asked could not answer.
    """

    user: User | None = None
    directory_failed: bool = False


def check_password(state: DataCenterState, call: Call, name: str, password: str) -> PasswordCheck:
    """Ask the directories one after the other; the first one that knows the name decides (documented)."""
    failed = False
    for directory in state.active_directories():
        if not directory.works:
            log.directory_failed(state, call, directory, name)
            failed = True
            continue
        user = state.user_in(directory.name, name)
        if user is not None:
            accepted = _accepts(state, call, directory, user, password)
            return PasswordCheck(user if accepted else None, failed)
    return PasswordCheck(None, failed)


def _accepts(state: DataCenterState, call: Call, directory: Directory, user: User, password: str) -> bool:
    if state.crowd.sso_authenticator and directory.kind is DirectoryKind.INTERNAL:
        return False
    right = bool(user.password) and password == user.password
    subcode = _subcode(directory, user, right=right)
    if subcode:
        log.ldap_refused(state, call, user.name, subcode)
        return False
    return right and user.active and user.mapped


def _subcode(directory: Directory, user: User, *, right: bool) -> str:
    """Return Active Directory's answer: most account states are told only to who knows the password (inferred)."""
    if directory.kind is not DirectoryKind.LDAP:
        return ""
    if user.ldap_subcode and (right or user.ldap_subcode not in _ONLY_WITH_RIGHT_PASSWORD):
        return user.ldap_subcode
    return "" if right else _WRONG_PASSWORD
