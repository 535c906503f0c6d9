"""Directories, licence and Crowd: whose password is checked by whom, and what the log says."""

from typing import Any

import pytest

from evals.lab.data_center.state import DataCenterState
from tests.evals.lab_data_center_visitor import Visitor, basic, body, header, pat, small_site, visitor

ME = "/rest/api/user/current"
AD = {"name": "Active Directory server", "kind": "ldap"}


def with_directory(directory: dict[str, Any], **person: Any) -> DataCenterState:
    """Build a site whose user Lena lives in an external directory, next to the internal Anna."""
    lena = {"name": "lena", "password": "right", "directory": directory["name"], **person}
    users = [{"name": "anna", "password": "right"}, lena]
    return small_site(
        directories=[{"name": "internal"}, directory],
        users=[
            *users,
            {"name": "boss", "password": "root", "groups": ["confluence-users", "confluence-administrators"]},
        ],
    )


@pytest.mark.parametrize("subcode", ["775", "532", "533", "701", "773"])
def test_account_state_in_the_directory_is_told_by_the_log_only(subcode: str) -> None:
    """A locked or expired account gets the wire of a wrong password; the log has the sub-code."""
    state = with_directory(AD, ldap_subcode=subcode)
    reply = visitor(state, basic("lena", "right")).get(ME)

    assert header(reply, "X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert any(f"AcceptSecurityContext error, data {subcode}, v1db1" in line for line in state.log)
    assert visitor(state, basic("anna", "right")).get(ME).status == 200


def test_wrong_password_in_the_directory_is_52e() -> None:
    """An expired account whose password is wrong too reads as a wrong password."""
    state = with_directory(AD, ldap_subcode="532")
    visitor(state, basic("lena", "wrong")).get(ME)

    assert any("data 52e" in line for line in state.log)


def test_bind_account_locked_shuts_everybody_of_the_directory_out() -> None:
    """When the bind account is locked, the directory is skipped for all its people, and for nobody else."""
    state = with_directory({**AD, "bind_subcode": "775"})
    statuses = [visitor(state, basic(name, "right")).get(ME).status for name in ("lena", "anna")]

    assert statuses == [401, 200]
    assert any("is not functional during authentication of 'lena'. Skipped." in line for line in state.log)


@pytest.mark.parametrize("status", [401, 500])
def test_unreachable_directory(status: int) -> None:
    """External people fail with 401 or 500, internal ones do not; tokens and the health check still answer."""
    state = with_directory({**AD, "reachable": False})
    state.directory_failure_status = status
    health = body(visitor(state, f"Bearer {pat(state, 'boss')}").get("/rest/troubleshooting/1.0/check"))

    assert visitor(state, basic("lena", "right")).get(ME).status == status
    assert visitor(state, basic("anna", "right")).get(ME).status == 200
    assert "can't be established" in health["statuses"][0]["failureReason"]


def test_health_check_names_rejected_credentials() -> None:
    """The health check tells a refused bind account from a broken connection."""
    state = with_directory({**AD, "rejects_bind": True})
    health = body(visitor(state, basic("boss", "root")).get("/rest/troubleshooting/1.0/check"))

    assert "credentials were rejected" in health["statuses"][0]["failureReason"]


def test_first_directory_with_the_name_decides() -> None:
    """With one name in two directories only the password of the first one is taken."""
    state = small_site(
        directories=[AD, {"name": "internal"}],
        users=[
            {"name": "admin", "password": "local", "directory": "internal"},
            {"name": "admin", "password": "remote", "directory": "Active Directory server"},
        ],
        tokens=[],
    )
    statuses = [visitor(state, basic("admin", secret)).get(ME).status for secret in ("local", "remote")]

    assert statuses == [401, 200]


def test_crowd_authenticator_shuts_internal_users_out() -> None:
    """With the Crowd authenticator an internal user fails with the shared log line, a Crowd user passes."""
    state = with_directory({"name": "Crowd", "kind": "crowd"})
    state.crowd.sso_authenticator = True
    statuses = [visitor(state, basic(name, "right")).get(ME).status for name in ("anna", "lena")]

    assert statuses == [401, 200]
    assert "'anna' tried to login but they do not have USE permission" in "\n".join(state.log)


def crowd_visitor(state: DataCenterState, address: str, forwarded: str = "") -> Visitor:
    """Make a visitor with a Crowd cookie."""
    extra = (("Cookie", "crowd.token_key=tok"), *((("X-Forwarded-For", forwarded),) if forwarded else ()))
    guest = visitor(state)
    guest.address, guest.extra = address, extra
    return guest


def test_crowd_cookie_is_bound_to_the_address() -> None:
    """The cookie works from the browser's address and not from another; a trusted proxy may speak for it."""
    state = with_directory({"name": "Crowd", "kind": "crowd"})
    crowd = {"sso_authenticator": True, "tokens": {"tok": {"user": "lena", "address": "192.0.2.50"}}}
    state.crowd = small_site(crowd=crowd).crowd

    assert crowd_visitor(state, "192.0.2.50").get(ME).status == 200
    assert crowd_visitor(state, "192.0.2.99", "192.0.2.50").get(ME).status == 403
    state.crowd.trusted_proxies = ["192.0.2.99"]
    assert crowd_visitor(state, "192.0.2.99", "192.0.2.50").get(ME).status == 200


def test_licence_exceeded_refuses_writes_of_all() -> None:
    """More people than seats: reads and logins work, writes are 403 for everybody, and the flag proves nothing."""
    state = small_site(licence={"seats": 1})
    anna = visitor(state, basic("anna", "right"))
    refused = anna.put("/rest/api/content/101", {"title": "Home"})

    assert anna.get(ME).status == 200
    assert refused.status == 403
    assert body(refused)["data"]["allowedInReadOnlyMode"] is True
    assert visitor(state, basic("boss", "root")).put("/rest/api/content/101", {}).status == 403


def test_licence_exceeded_can_shut_all_logins() -> None:
    """The other reported face: nobody can use the site."""
    state = small_site(licence={"seats": 1, "exceeded_blocks_login": True})

    assert [visitor(state, basic(*pair)).get(ME).status for pair in (("anna", "right"), ("boss", "root"))] == [403, 403]


def test_licence_details_for_administrators() -> None:
    """The licence page counts the people with "Can use"."""
    state = small_site(licence={"seats": 100, "other_users": 99})
    details = body(visitor(state, basic("boss", "root")).get("/rest/license/1.0/license/details"))

    assert (details["maximumNumberOfUsers"], details["currentNumberOfUsers"], details["valid"]) == (100, 101, False)
    assert visitor(state, basic("anna", "right")).get("/rest/license/1.0/license/details").status == 403


def test_user_without_mapping_fails_with_the_right_password() -> None:
    """A user without a row in the mapping is refused although the password is right."""
    state = small_site()
    state.users[0].mapped = False

    assert visitor(state, basic("anna", "right")).get(ME).status == 401
