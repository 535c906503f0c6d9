"""The lines that a real server writes, so that a scenario can let its administrator paste them.

Documented lines are quoted from the vendor's knowledge base: confluence.atlassian.com/confkb pages on
"not permitted" log-ins, SAML errors and directory health, and the Jira page on LDAP error code 49.
"""

from evals.lab.data_center.call import Call
from evals.lab.data_center.people import Directory
from evals.lab.data_center.state import DataCenterState


def write(state: DataCenterState, call: Call, level: str, logger: str, text: str) -> None:
    """Append one line in the layout of atlassian-confluence.log."""
    stamp = call.now.strftime("%Y-%m-%d %H:%M:%S,") + f"{call.now.microsecond // 1000:03d}"
    state.log.append(f"{stamp} {level} [http-nio-8090-exec-1] [{logger}] {text}")


def refused_use(state: DataCenterState, call: Call, name: str) -> None:
    """Write the line that several causes share: no Can use, an unknown user, a Crowd authenticator (documented)."""
    text = (
        f"login : '{name}' tried to login but they do not have USE permission or weren't found. "
        "Deleting remember me cookie."
    )
    write(state, call, "WARN", "atlassian.seraph.auth.DefaultAuthenticator", text)


def directory_failed(state: DataCenterState, call: Call, directory: Directory, name: str) -> None:
    """Write why a directory could not be asked: no connection, or its bind account is refused (documented)."""
    which = f"{directory.name} ({directory.number})"
    text = f"Directory '{which}' is not functional during authentication of '{name}'. Skipped."
    write(state, call, "ERROR", "crowd.manager.application.ApplicationServiceGeneric", text)
    if directory.bind_subcode:
        cause = f"org.springframework.ldap.AuthenticationException: {_ldap_49(directory.bind_subcode)}"
    elif directory.reachable:
        cause = "org.springframework.ldap.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]"
    else:
        cause = "org.springframework.ldap.CommunicationException: java.net.ConnectException: Connection refused"
    state.log.append("com.atlassian.crowd.exception.OperationFailedException: Could not create DirContext")
    state.log.append(f"Caused by: {cause}")


def ldap_refused(state: DataCenterState, call: Call, name: str, subcode: str) -> None:
    """Write the directory's answer for one account (documented for 775, Microsoft's table for the others)."""
    text = f"User '{name}' could not be authenticated: {_ldap_49(subcode)}"
    write(state, call, "ERROR", "crowd.directory.ldap.SpringLDAPConnector", text)


def saml(state: DataCenterState, call: Call, text: str) -> None:
    """Write an error of the SSO app (documented layout)."""
    referer = call.request.header("Referer")
    tail = f" -- {f'referer: {referer} | ' if referer else ''}url: {call.path} | userName: anonymous"
    write(state, call, "ERROR", "impl.web.filter.ErrorHandlingFilter", text + tail)


def access(state: DataCenterState, call: Call, user: str, status: int, size: int) -> None:
    """Append one line of the access log; the user column holds "-" for nobody (inferred layout)."""
    request = call.request
    target = request.path + (f"?{request.query}" if request.query else "")
    agent = request.header("User-Agent") or "-"
    stamp = call.now.strftime("[%d/%b/%Y:%H:%M:%S %z]")
    state.access_log.append(
        f"{stamp} {user or '-'} http-nio-8090-exec-1 {request.client_address} {request.method} {target} HTTP/1.1 "
        f"{status} 5ms {size} - {agent}"
    )


def _ldap_49(subcode: str) -> str:
    return (
        "[LDAP: error code 49 - 80090308: LdapErr: DSID-0C09042F, comment: AcceptSecurityContext error, "
        f"data {subcode}, v1db1]"
    )
