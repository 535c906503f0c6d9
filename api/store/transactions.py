"""What the store does in one transaction, as plain functions over a connection; the statements are built once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Update, bindparam, case, delete, insert, select, update

from api.store.destinations import insert_destination
from api.store.records import Change, Claim, NewDiagnosis, Overtaken, Sealed, StoredDiagnosis, StoredEvent
from api.store.tables import diagnoses, events, evidence, idempotency, sealed_credentials
from tools.evidence import Evidence, evidence_from_json, evidence_to_json

UNFINISHED = ("queued", "investigating")
ENDED = ("concluded", "failed", "cancelled")
_ID: BindParameter[str] = bindparam("wanted_id")
_COLUMNS = [column for column in diagnoses.c if column.name in StoredDiagnosis.__slots__]
_FIND = select(*_COLUMNS).where(diagnoses.c.id == _ID)
_FIND_BY_KEY = select(idempotency.c.diagnosis_id, idempotency.c.body_sha256).where(
    idempotency.c.owner == bindparam("owner"), idempotency.c.key == bindparam("key")
)
_EVIDENCE = select(evidence.c.body).where(evidence.c.diagnosis_id == _ID).order_by(evidence.c.seq)
_EVENTS = (
    select(events.c.seq, events.c.name, events.c.at, events.c.fields)
    .where(events.c.diagnosis_id == _ID, events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
)
_SEALED = select(sealed_credentials.c.sealed, sealed_credentials.c.until).where(
    sealed_credentials.c.diagnosis_id == _ID, sealed_credentials.c.until > bindparam("now")
)
_INSERT_DIAGNOSIS, _INSERT_KEY = insert(diagnoses), insert(idempotency)
_INSERT_EVIDENCE, _INSERT_EVENTS, _INSERT_SEALED = insert(evidence), insert(events), insert(sealed_credentials)
_FORGET_SEALED = delete(sealed_credentials).where(sealed_credentials.c.diagnosis_id == _ID)
_TOLD = (diagnoses.c.attempt, diagnoses.c.crashes, diagnoses.c.last_seq)
_CLAIM = (
    update(diagnoses)
    .where(diagnoses.c.id == _ID, diagnoses.c.status.in_(UNFINISHED))
    .values(
        status="investigating",
        updated_at=bindparam("at"),
        attempt=diagnoses.c.attempt + 1,
        crashes=case((diagnoses.c.status == "investigating", diagnoses.c.crashes + 1), else_=0),
    )
    .returning(*_TOLD)
)


def find(diagnosis_id: str) -> Callable[[Connection], StoredDiagnosis | None]:
    """Read one diagnosis."""

    def do(connection: Connection) -> StoredDiagnosis | None:
        row = connection.execute(_FIND, {"wanted_id": diagnosis_id}).first()
        return StoredDiagnosis(**row._mapping) if row is not None else None

    return do


def find_by_key(owner: str, key: str) -> Callable[[Connection], tuple[str, str] | None]:
    """Read the diagnosis id and the body's hash of an idempotency key."""

    def do(connection: Connection) -> tuple[str, str] | None:
        row = connection.execute(_FIND_BY_KEY, {"owner": owner, "key": key}).first()
        return (row[0], row[1]) if row is not None else None

    return do


def evidence_of(diagnosis_id: str) -> Callable[[Connection], list[Evidence]]:
    """Read the evidence of a diagnosis in its order."""

    def do(connection: Connection) -> list[Evidence]:
        return [evidence_from_json(row[0]) for row in connection.execute(_EVIDENCE, {"wanted_id": diagnosis_id})]

    return do


def events_after(diagnosis_id: str, seq: int) -> Callable[[Connection], list[StoredEvent]]:
    """Read the events of a diagnosis after a number."""

    def do(connection: Connection) -> list[StoredEvent]:
        return [StoredEvent(*row) for row in connection.execute(_EVENTS, {"wanted_id": diagnosis_id, "after": seq})]

    return do


def sealed_of(diagnosis_id: str, now: str) -> Callable[[Connection], Sealed | None]:
    """Read the sealed credential of a diagnosis while its time is not over."""

    def do(connection: Connection) -> Sealed | None:
        row = connection.execute(_SEALED, {"wanted_id": diagnosis_id, "now": now}).first()
        return Sealed(bytes(row[0]), row[1]) if row is not None else None

    return do


def accept(new: NewDiagnosis) -> Callable[[Connection], None]:
    """Write a new diagnosis with all that belongs to it."""

    def do(connection: Connection) -> None:
        connection.execute(_INSERT_DIAGNOSIS, _row_of(new))
        if new.idempotency_key:
            key = {"owner": new.owner, "key": new.idempotency_key, "body_sha256": new.body_sha256}
            connection.execute(_INSERT_KEY, {**key, "diagnosis_id": new.id, "created_at": new.at})
        first = Change(new.at, evidence=new.evidence, events=new.events, sealed=new.sealed)
        _append(connection, new.id, first, 0)
        _reseal(connection, new.id, first)
        if new.destination is not None:
            insert_destination(connection, new.id, new.destination)

    return do


def change(diagnosis_id: str, wanted: Change) -> Callable[[Connection], Claim]:
    """Change a diagnosis; the row is written first, since it is the lock under which events get their numbers."""

    def do(connection: Connection) -> Claim:
        only_from = tuple(sorted(wanted.only_from)) if wanted.only_from is not None else None
        asked = _update(tuple(wanted.values), wanted.attempt is not None, only_from)
        given = {f"new_{name}": value for name, value in wanted.values.items()}
        own = {"wanted_id": diagnosis_id, "at": wanted.at, "more": len(wanted.events)}
        run = {} if wanted.attempt is None else {"run": wanted.attempt}
        row = connection.execute(asked, given | own | run).first()
        if row is None:
            raise Overtaken
        _append(connection, diagnosis_id, wanted, row[2] - len(wanted.events))
        _reseal(connection, diagnosis_id, wanted)
        return Claim(row[0], row[1])

    return do


def claim(diagnosis_id: str, at: str) -> Callable[[Connection], Claim | None]:
    """Take an unfinished diagnosis for a run."""

    def do(connection: Connection) -> Claim | None:
        row = connection.execute(_CLAIM, {"wanted_id": diagnosis_id, "at": at}).first()
        return Claim(row[0], row[1]) if row is not None else None

    return do


@lru_cache(maxsize=256)
def _update(columns: tuple[str, ...], by_attempt: bool, only_from: tuple[str, ...] | None) -> Update:  # noqa: FBT001 - part of the cache's key
    table = diagnoses
    asked = update(table).where(table.c.id == _ID)
    if by_attempt:
        asked = asked.where(table.c.attempt == bindparam("run"))
    if only_from is not None:
        asked = asked.where(table.c.status.in_(only_from))
    own = {"updated_at": bindparam("at"), "last_seq": table.c.last_seq + bindparam("more")}
    return asked.values(**own, **{name: bindparam(f"new_{name}") for name in columns}).returning(*_TOLD)


def _append(connection: Connection, diagnosis_id: str, wanted: Change, seq: int) -> None:
    if wanted.evidence:
        found = [
            {"diagnosis_id": diagnosis_id, "seq": int(item.id[1:]), "body": evidence_to_json(item)}
            for item in wanted.evidence
        ]
        connection.execute(_INSERT_EVIDENCE, found)
    if wanted.events:
        told = [
            {"diagnosis_id": diagnosis_id, "seq": number, "name": name, "at": wanted.at, "fields": dict(fields)}
            for number, (name, fields) in enumerate(wanted.events, seq + 1)
        ]
        connection.execute(_INSERT_EVENTS, told)


def _reseal(connection: Connection, diagnosis_id: str, wanted: Change) -> None:
    if wanted.sealed is not None or wanted.values.get("status") in ENDED:
        connection.execute(_FORGET_SEALED, {"wanted_id": diagnosis_id})
    if wanted.sealed is not None:
        kept = {"diagnosis_id": diagnosis_id, "sealed": wanted.sealed.sealed, "until": wanted.sealed.until}
        connection.execute(_INSERT_SEALED, kept)


def _row_of(new: NewDiagnosis) -> dict[str, Any]:
    return {
        "id": new.id,
        "created_at": new.at,
        "updated_at": new.at,
        "status": "queued",
        "owner": new.owner,
        "site": new.site,
        "ticket_key": new.ticket_key,
        "report": dict(new.report),
        "progress": {},
        "last_seq": len(new.events),
    }
