"""Seals a person's credential for the process that will run the diagnosis; minutes to live, bound to its diagnosis."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.store.records import Sealed
from tools.site import CredentialKind
from tools.vault import SUBJECT_SECONDS, Secret

_NONCE_BYTES = 12


def derived_key(secret_key: str, purpose: str) -> bytes:
    """Derive 32 bytes for one purpose from UNLATCH_SECRET_KEY."""
    return HKDF(SHA256(), 32, salt=None, info=f"unlatch {purpose} 1".encode()).derive(secret_key.encode())


class Sealer:
    """AES-256-GCM under a key that all processes share; the diagnosis and the end of its time are authenticated."""

    def __init__(self, secret_key: str) -> None:
        self._cipher = AESGCM(derived_key(secret_key, "credential"))

    def seal(self, secret: Secret, diagnosis_id: str, now: datetime) -> Sealed:
        """Seal a credential for one diagnosis and for 15 minutes."""
        until = (now + timedelta(seconds=SUBJECT_SECONDS)).isoformat()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = json.dumps(asdict(secret)).encode()
        return Sealed(nonce + self._cipher.encrypt(nonce, plain, _bound_to(diagnosis_id, until)), until)

    def unseal(self, sealed: Sealed, diagnosis_id: str) -> Secret | None:
        """Open what was sealed for this diagnosis; None when it is for another, changed, or under another key."""
        nonce, body = sealed.sealed[:_NONCE_BYTES], sealed.sealed[_NONCE_BYTES:]
        try:
            plain = json.loads(self._cipher.decrypt(nonce, body, _bound_to(diagnosis_id, sealed.until)))
        except (InvalidTag, ValueError):
            return None
        return Secret(CredentialKind(plain["kind"]), plain["secret"], plain["username"], plain["header"])


def _bound_to(diagnosis_id: str, until: str) -> bytes:
    return f"{diagnosis_id}|{until}".encode()
