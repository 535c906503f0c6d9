"""Posts a note on its ticket: internal, once, and checked to be internal where the desk tells."""

import json
from collections.abc import Mapping
from typing import Any

from api.desks.calls import Call, Ticket, authorization, find_call, is_public, post_call, reply_call
from api.desks.helpdesk import AskReporter, Helpdesk, Mode
from api.desks.note import Note, as_plain
from api.outbox.result import Failed, Kept, Result, Sent, result_of
from tools.evidence import Exchange
from tools.guard.urls import ports_for
from tools.transport import Outgoing, Transport

_FOUND_CHARS = 400_000


async def post_note(transport: Transport, desk: Helpdesk, ticket: Ticket, note: Note, *, is_retry: bool) -> Result:
    """Post a note, unless it is there already or the desk is in shadow mode.

    Args:
        transport: The guarded way out.
        desk: Where the ticket is.
        ticket: The ticket.
        note: What is said.
        is_retry: It was tried before and it is not known how that ended.
    """
    if desk.mode is Mode.SHADOW:
        return Kept(as_plain(note))
    there = await _what_is_there(transport, desk, ticket) if is_retry else ""
    if isinstance(there, Failed):
        return there
    result = await _post_internally(transport, desk, ticket, note) if note.marker not in there else Sent()
    wanted = desk.ask_reporter is AskReporter.PUBLIC and note.reply
    if isinstance(result, Sent) and wanted and note.reply_marker not in there:
        return result_of(await _send(transport, desk, reply_call(desk, ticket, note.reply, note.reply_marker)))
    return result


async def _post_internally(transport: Transport, desk: Helpdesk, ticket: Ticket, note: Note) -> Result:
    exchange = await _send(transport, desk, post_call(desk, ticket, note))
    result = result_of(exchange)
    if isinstance(result, Sent) and is_public(desk, _json(exchange)):
        return Failed("the desk made the note public; hide it there and check the account's rights", again=False)
    return result


async def _what_is_there(transport: Transport, desk: Helpdesk, ticket: Ticket) -> str | Failed:
    """Read the ticket's notes, to see how a try ended that was cut off."""
    call = find_call(desk, ticket)
    if call is None:
        return Failed("it is not known whether it was posted, and this desk cannot be asked", again=False)
    exchange = await _send(transport, desk, call)
    result = result_of(exchange)
    return result if isinstance(result, Failed) else exchange.body


async def _send(transport: Transport, desk: Helpdesk, call: Call) -> Exchange:
    url = desk.url + call.path
    outgoing = Outgoing(
        method=call.method,
        url=url,
        body=call.body,
        authorization=authorization(desk),
        allow_private=desk.allow_private_network,
        ports=ports_for([desk.url]),
        secrets=(desk.token,),
        kept_chars=_FOUND_CHARS,
    )
    return (await transport.send(outgoing)).exchange


def _json(exchange: Exchange) -> Mapping[str, Any]:
    try:
        found = json.loads(exchange.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
