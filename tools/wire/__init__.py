"""What one exchange says: the single table of wire signatures, for pasted and for probed exchanges alike."""

from collections.abc import Iterator

from tools.credential_form import CredentialForm
from tools.evidence import Exchange
from tools.facts import Fact
from tools.site import Deployment
from tools.wire.address import address_of, signs_in_address, signs_in_base_url
from tools.wire.answerer import signs_of_answerer
from tools.wire.controls import is_control, signs_of_control
from tools.wire.network import is_network_error, signs_in_error
from tools.wire.reply import signs_in_headers, signs_of_status
from tools.wire.sent import is_by_browser, sent_scheme, signs_in_request
from tools.wire.sign import Sign
from tools.wire.words import signs_in_words

_SERAPH = frozenset(
    {Fact.SERAPH_OK, Fact.SERAPH_FAILED, Fact.SERAPH_DENIED, Fact.SERAPH_NOT_AUTHORISED, Fact.SERAPH_OUT}
)
_DATA_CENTER_ONLY = _SERAPH | {Fact.SERAPH_ABSENT_ON_BEARER_401, Fact.DEPLOYMENT_DATA_CENTER}
_CLOUD_ONLY = frozenset({Fact.DEPLOYMENT_CLOUD, Fact.URL_SITE_HOST, Fact.URL_WITHOUT_WIKI})


def facts_of_exchange(
    exchange: Exchange, deployment: Deployment | None, form: CredentialForm | None
) -> tuple[Fact, ...]:
    """Return what an exchange says.

    Args:
        exchange: Request and reply, redacted; pasted or probed.
        deployment: What the site is registered as, which settles signs that could mean either; None if not known.
        form: Form of the credential sent, looked at before redaction; adds how it was sent, not what it looks like.
    """
    return tuple(dict.fromkeys(found.fact for found in signs_of_exchange(exchange, deployment, form)))


def signs_of_exchange(
    exchange: Exchange, deployment: Deployment | None, form: CredentialForm | None, *, complete: bool = True
) -> tuple[Sign, ...]:
    """Return what an exchange says with the words that carry it, each fact once.

    Args:
        exchange: Request and reply, redacted.
        deployment: As in facts_of_exchange.
        form: As in facts_of_exchange.
        complete: All request headers are on record; False where a recorder leaves some out.
    """
    found: dict[Fact, Sign] = {}
    for one in _all_signs(exchange, form, complete=complete):
        if not _is_at_odds(one.fact, deployment):
            found.setdefault(one.fact, one)
    for one in signs_of_answerer(exchange, tuple(found)):
        if not _is_at_odds(one.fact, deployment):
            found.setdefault(one.fact, one)
    return tuple(found.values())


def _all_signs(exchange: Exchange, form: CredentialForm | None, *, complete: bool) -> Iterator[Sign]:
    yield from signs_of_control(exchange)
    if not is_control(exchange):
        yield from signs_of_status(exchange.status)
    by_client = not is_by_browser(exchange)
    yield from signs_in_address(exchange.url, by_api_client=by_client, method=exchange.method)
    yield from signs_in_request(exchange, form, complete=complete)
    yield from signs_in_headers(exchange, sent_scheme(exchange, form))
    if exchange.body:
        yield from signs_in_words(exchange.body, exchange.status)
    if exchange.error:
        yield from signs_in_error(exchange.error)


def _is_at_odds(fact: Fact, deployment: Deployment | None) -> bool:
    if deployment is Deployment.CLOUD:
        return fact in _DATA_CENTER_ONLY
    return deployment is Deployment.DATA_CENTER and fact in _CLOUD_ONLY


__all__ = [
    "Sign",
    "address_of",
    "facts_of_exchange",
    "is_network_error",
    "signs_in_address",
    "signs_in_base_url",
    "signs_in_error",
    "signs_in_words",
    "signs_of_exchange",
    "signs_of_status",
]
