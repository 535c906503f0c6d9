"""The least role that the service's own account needs for each probe, and what stays open without it.

`python -m api.doctor.roles` writes docs/observer-roles.md. A test holds this table to the menu of probes.

Sources: https://developer.atlassian.com/cloud/confluence/rest/v2/ and .../rest/v1/ (permissions of each call),
https://developer.atlassian.com/server/confluence/rest/ , https://confluence.atlassian.com/doc/global-permissions-overview-138709.html
(what administrators of both kinds may do) and
https://developer.atlassian.com/cloud/admin/organization/rest/ (organisation API keys).
"""

from dataclasses import dataclass
from pathlib import Path

from tools.evidence import Identity
from tools.probes.menu import ALL_PROBES
from tools.probes.spec import Need, Probe
from tools.site import Deployment

PAGE = Path(__file__).parents[2] / "docs" / "observer-roles.md"
_VIEWER = "a licensed user with View on the space"
_LICENSED = "any licensed user"
_ORG_KEY = "organisation API key, scope {scope} only"


@dataclass(frozen=True, slots=True)
class LeastRole:
    """What one probe asks of the service's own account.

    Attributes:
        unanswered: What Unlatch cannot answer without it.
        cloud: Least role on Cloud; empty where the probe does not exist.
        data_center: Least role on Data Center; empty where the probe does not exist.
        inferred: Not found in public documentation, but concluded from what the call shows.
    """

    unanswered: str
    cloud: str = ""
    data_center: str = ""
    inferred: bool = False

    def on(self, deployment: Deployment) -> str:
        """Return the least role on a deployment."""
        return self.cloud if deployment is Deployment.CLOUD else self.data_center


LEAST_ROLES = {
    "observer_control": LeastRole(
        "whether the site refuses everybody who sends a credential, or this person alone",
        cloud=_LICENSED,
        data_center=_LICENSED,
    ),
    "access_mode": LeastRole(
        "whether the site is in read-only mode, where anonymous access is off", data_center=_LICENSED
    ),
    "account_state": LeastRole(
        "whether the person's account exists and is active", cloud=_LICENSED, data_center=_LICENSED
    ),
    "product_access": LeastRole(
        "whether one of the person's groups may use Confluence",
        data_center="Confluence administrator (global permissions)",
        inferred=True,
    ),
    "licence": LeastRole("whether the licence is full or over", data_center="Confluence administrator", inferred=True),
    "user_directories": LeastRole(
        "whether a user directory is cut off", data_center="Confluence administrator", inferred=True
    ),
    "basic_config": LeastRole(
        "whether the SSO app blocks Basic authentication", data_center="Confluence administrator"
    ),
    "space_visible": LeastRole("whether a space exists that the person cannot see", cloud=_VIEWER, data_center=_VIEWER),
    "page_visible": LeastRole("whether a page exists that the person cannot see", cloud=_VIEWER, data_center=_VIEWER),
    "page_restrictions": LeastRole(
        "whether a restriction of the page, or of one above it, leaves the person out",
        cloud="Confluence administrator who may read the page",
        data_center="a licensed user who may read the page",
        inferred=True,
    ),
    "space_permissions": LeastRole(
        "whether the person, or one of their groups, may read or write in the space",
        cloud=_VIEWER,
        data_center="administrator of the space",
        inferred=True,
    ),
    "managed_account": LeastRole(
        "whether a managed account is deactivated or lacks Confluence",
        cloud=_ORG_KEY.format(scope="read:accounts:admin"),
        inferred=True,
    ),
    "token_states": LeastRole(
        "whether the person's API tokens are expired, revoked or blocked",
        cloud=_ORG_KEY.format(scope="read:tokens:admin"),
        inferred=True,
    ),
    "organisation_policies": LeastRole(
        "whether the organisation enforces SSO or two-step login, or blocks API tokens",
        cloud=_ORG_KEY.format(scope="read:policies:admin"),
        inferred=True,
    ),
}


NOT_STATED = LeastRole("what this look-up asks", "not stated", "not stated", inferred=True)


def least_role(probe: Probe) -> LeastRole:
    """Return what a probe needs; a probe without a row (a test forbids it) is shown as not stated."""
    return LEAST_ROLES.get(probe.name, NOT_STATED)


def look_ups(deployment: Deployment) -> tuple[Probe, ...]:
    """List the probes that use an account of the service on a deployment."""
    return tuple(one for one in ALL_PROBES if Identity.OBSERVER in one.identities and deployment in one.deployments)


def uses_org_key(probe: Probe) -> bool:
    """Tell whether a probe uses the organisation's key rather than the observer."""
    return Need.ORG_ADMIN in probe.needs


def roles_page() -> str:
    """Write the page docs/observer-roles.md."""
    cloud, own_host = _table(Deployment.CLOUD), _table(Deployment.DATA_CENTER)
    return _PAGE.format(cloud=cloud, data_center=own_host)


def _table(deployment: Deployment) -> str:
    rows = ["| Probe | Account | Least role | Without it, Unlatch cannot tell |", "|---|---|---|---|"]
    for probe in look_ups(deployment):
        role = least_role(probe)
        account = "`org_admin`" if uses_org_key(probe) else "`observer`"
        mark = " *(inferred)*" if role.inferred else ""
        rows.append(f"| `{probe.name}` | {account} | {role.on(deployment)}{mark} | {role.unanswered} |")
    return "\n".join(rows)


_PAGE = """\
# What the service's own accounts need

<!-- Written by `python -m api.doctor.roles`; a test compares it with the probes. Edit api/doctor/roles.py. -->

Unlatch works without an account of its own. With one it can answer more: each row says what stays open without it.
Every look-up is a read. Give an account the least that you need answers for, in its own name, and nothing that writes.
`unlatch doctor` tries each row and says what the account may see and what it could do beyond need.

*(inferred)* marks a role that public documentation does not state for the call; `unlatch doctor` shows what is true of
your site.

## Cloud

`[sites.observer]` is an account with an API token, `[sites.org_admin]` an organisation API key.

{cloud}

## Data Center

Use a personal access token (`kind = "bearer"`): it cannot trigger the CAPTCHA as a password can.

{data_center}

## Too much

- **System administrator** (Data Center), **organisation or site administrator** (Cloud): no row needs it.
- **Create, edit or delete** in any space: no row needs it.
- An organisation API key **without scopes** may change everything in the organisation: make one with the scopes above.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(roles_page(), "utf-8")


if __name__ == "__main__":
    main()
