"""What clients say when no answer came: curl, Python, Node, Java, Go, OpenSSL and browsers."""

import re
from collections.abc import Iterator

from tools.facts import Fact
from tools.wire.sign import Sign, sign

# fmt: off
_TABLE: tuple[tuple[Fact, str], ...] = (
    (Fact.NET_TLS_WRONG_NAME,
     r"hostname mismatch|altnames|err_tls_cert_altname_invalid|does not match (?:target host name|certificate)"
     r"|doesn't match (?:either|'|the)"
     r"|no alternative certificate subject name|certificate is (?:not )?valid for .{0,120}|no subject alternative"
     r"|err_cert_common_name_invalid"
     r"|sec_e_wrong_principal|certificate subject name .{0,80}does not match|no name matching|ip address mismatch"),
    (Fact.NET_TLS_EXPIRED,
     r"certificate (?:has )?expired|certificate is not yet valid|cert_has_expired|err_cert_date_invalid"
     r"|validity check failed|notafter:"
     r"|sec_e_cert_expired|certificateexpiredexception|x509: certificate has expired"),
    (Fact.NET_TLS_UNTRUSTED,
     r"self[- ]signed certificate|unable to get (?:local )?issuer|unable_to_(?:verify_leaf_signature"
     r"|get_issuer_cert\w*)|self_signed_cert_in_chain"
     r"|depth_zero_self_signed_cert|certificate_verify_failed|certificate verify failed"
     r"|unable to verify the first certificate"
     r"|pkix path building failed|unable to find valid certification path|signed by unknown authority"
     r"|sec_e_untrusted_root|unknown ca\b"
     r"|err_cert_authority_invalid|certificate .{0,40}not trusted|ssl certificate problem|peer's certificate issuer"
     r"|could not establish trust"),
    (Fact.NET_DNS_FAILURE,
     r"could not resolve (?:host|proxy)|name or service not known|nameresolutionerror|failed to resolve|getaddrinfo"
     r"|enotfound|eai_again"
     r"|unknownhostexception|no such host|nodename nor servname|temporary failure in name resolution"
     r"|err_name_not_resolved|dns_probe_finished"
     r"|remote name could not be resolved|nxdomain"),
    (Fact.NET_TIMEOUT,
     r"timed out|etimedout|err_(?:connection_)?timed_out|deadline exceeded|i/o timeout|und_err_(?:connect|headers"
     r"|body)_timeout|econnaborted"
     r"|sockettimeoutexception|connecttimeout|readtimeout|timeout of \d+ ?ms exceeded"
     r"|operation was canceled.{0,40}timeout"),
    (Fact.NET_CONNECTION_FAILURE,
     r"connection refused|econnrefused|failed to connect|couldn't connect|connection (?:was )?reset|econnreset"
     r"|connectexception|remotedisconnected"
     r"|connection aborted|broken pipe|no route to host|ehostunreach|enetunreach|network is unreachable"
     r"|err_connection_(?:refused|reset|closed)"
     r"|socket hang up|connection was (?:forcibly )?closed|actively refused|empty reply from server"
     r"|failed to establish a new connection"),
)
_PROXY = re.compile(
    r"(?:tunnel connection failed:|response|http code|status|proxy returned)\D{0,12}407|407 proxy"
    r"|proxy authentication required")
_PROXY_REFUSES = re.compile(
    r"tunnel connection failed: (?!407)\d{3}|received http code (?!407)\d{3} from proxy|unable to connect to proxy"
    r"|err_tunnel")
_LOOP = re.compile(
    r"exceeded \d+ redirects|too many redirects|err_too_many_redirects|maximum \(\d+\) redirects"
    r"|maximum (?:number of )?redirects|redirected too many")
# fmt: on
_COMPILED = tuple((fact, re.compile(pattern)) for fact, pattern in _TABLE)
_LONGEST = 4_000


def signs_in_error(error: str) -> Iterator[Sign]:
    """Yield what a client's error text says. Of several readings the most telling one counts."""
    plain = error[:_LONGEST]
    lowered = plain.lower()
    if _LOOP.search(lowered):
        yield sign(Fact.REDIRECT_LOOP, plain)
    if _PROXY.search(lowered):
        yield sign(Fact.STATUS_407, plain)
        yield sign(Fact.CHALLENGE_PROXY, plain)
        yield sign(Fact.ANSWERED_BEFORE_CONFLUENCE, plain)
        return
    if _PROXY_REFUSES.search(lowered):
        yield sign(Fact.ANSWERED_BEFORE_CONFLUENCE, plain)
    fact = next((fact for fact, pattern in _COMPILED if pattern.search(lowered)), None)
    if fact:
        yield sign(fact, plain)


def is_network_error(text: str) -> bool:
    """Tell whether a line says that no answer came."""
    return any(True for _ in signs_in_error(text))
