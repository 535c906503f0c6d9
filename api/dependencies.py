"""What routes are given: the desk, the queue, the caller and their diagnosis, from the application's state."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from api.access import Caller
from api.casework import Desk, find_own
from api.errors import not_found
from api.gate import Gate, allowed, caller_of, gate_of, require
from api.keys import Scope
from api.store.records import StoredDiagnosis
from api.work.queue import RunQueue

_ID = re.compile(r"dg_[0-9a-f]{24}")


def desk_of(request: Request) -> Desk:
    """Return the application's desk."""
    return cast(Desk, request.app.state.desk)


def pool_of(request: Request) -> RunQueue:
    """Return the queue that runs diagnoses."""
    return cast(RunQueue, request.app.state.pool)


def own(scope: str) -> Callable[[Request, str], Awaitable[StoredDiagnosis]]:
    """Return a dependency that finds the diagnosis of the path, for a caller with a scope who may see it."""

    async def own_diagnosis(request: Request, diagnosis_id: str) -> StoredDiagnosis:
        caller = await caller_of(request)
        require(caller, scope)
        if not _ID.fullmatch(diagnosis_id):
            raise not_found("diagnosis")
        return await find_own(desk_of(request), diagnosis_id, caller.may_see)

    return own_diagnosis


DeskDep = Annotated[Desk, Depends(desk_of)]
PoolDep = Annotated[RunQueue, Depends(pool_of)]
GateDep = Annotated[Gate, Depends(gate_of)]
AnyCaller = Annotated[Caller, Depends(caller_of)]
Reader = Annotated[Caller, Depends(allowed(Scope.READ))]
Writer = Annotated[Caller, Depends(allowed(Scope.WRITE))]
Operator = Annotated[Caller, Depends(allowed(Scope.OPS))]
Administrator = Annotated[Caller, Depends(allowed(Scope.ADMIN))]
OwnToRead = Annotated[StoredDiagnosis, Depends(own(Scope.READ))]
OwnToWrite = Annotated[StoredDiagnosis, Depends(own(Scope.WRITE))]
