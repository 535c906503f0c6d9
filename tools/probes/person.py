"""Who the incident is about, and which groups they are in, as far as it is told or was learned."""

from tools.credential_form import CredentialLook, SentScheme
from tools.probes.asking import Asking
from tools.probes.reading import any_json_of, is_whole, items_of, json_of
from tools.probes.spec import Target
from tools.site import Deployment

_GROUPS = "groups"
_BETWEEN = "\n"


def account_id_of(target: Target) -> str:
    """Return the Cloud account id of the person, "" when it is not known."""
    return target.person_account_id or target.learned.get("account_id", "")


def username_of(target: Target) -> str:
    """Return the Data Center user name of the person, "" when it is not known."""
    return target.person_username or target.learned.get("username", "")


def names_of(target: Target) -> frozenset[str]:
    """Return every name that a rule could know the person by, in lower case."""
    told = (account_id_of(target), username_of(target), target.learned.get("user_key", ""))
    return frozenset(name.lower() for name in told if name)


async def groups_of_person(asking: Asking) -> frozenset[str] | None:
    """Return names and ids of the person's groups, asked of the observer once; None when they cannot be known."""
    target = asking.target
    known = target.learned.get(_GROUPS)
    if known is not None:
        return frozenset(known.split(_BETWEEN)) - {""}
    if target.site.deployment is Deployment.CLOUD:
        account_id = account_id_of(target)
        answer = await asking.ask_as_observer("groups_of_account", account_id=account_id) if account_id else None
    else:
        username = username_of(target)
        answer = await asking.ask_as_observer("groups_of_user", username=username) if username else None
    if answer is None or not is_whole(answer, any_json_of(answer)):
        return None
    found = {str(group[key]) for group in items_of(json_of(answer)) for key in ("name", "id") if group.get(key)}
    asking.learned[_GROUPS] = _BETWEEN.join(sorted(found))
    return frozenset(found)


def risks_a_login(target: Target) -> bool:
    """Tell whether sending the subject's credential as it is may count as a failed login of a person.

    On Data Center that is every Basic request and every replayed cookie; on Cloud a password and a cookie.
    """
    form = target.subject_form
    if target.subject is None or form is None:
        return False
    if form.scheme is SentScheme.COOKIE:
        return True
    if target.site.deployment is Deployment.DATA_CENTER:
        return form.scheme is SentScheme.BASIC
    return form.scheme is SentScheme.BASIC and form.kind in _PASSWORD_LOOKS


_PASSWORD_LOOKS = frozenset({CredentialLook.PASSWORD_LIKE, CredentialLook.OPAQUE})
