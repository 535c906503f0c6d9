"""A made-up secret of the same form as a real one, so that a replay reads it alike."""

import hashlib
import string
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import replace

from tools.credential_form import CredentialForm
from tools.vault import Secret, form_of

_CLASSES = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
_HEX = "0123456789ABCDEF"
_KEPT = 8
"""So many characters at the start say what kind of token it is."""


def stand_in_for(secret: Secret, username: str) -> Secret | None:
    """Return a made-up secret that has the form of the real one; None when its kind cannot be imitated (a JWT).

    Args:
        secret: The real one.
        username: The invented name of its user.
    """
    real = form_of(secret)
    for made in (_of_pat(secret.secret), _letter_for_letter(secret.secret)):
        candidate = replace(secret, secret=made, username=username)
        if made != secret.secret and _is_alike(form_of(candidate), real):
            return candidate
    return None


def _is_alike(one: CredentialForm, other: CredentialForm) -> bool:
    return replace(one, user_is_email=None) == replace(other, user_is_email=None) and one.claims is None


def _letter_for_letter(secret: str) -> str:
    """Replace each letter and digit by another of its class; what a kind begins with, and stray characters, stay."""
    lead = len(secret) - len(secret.lstrip(" \t\r\n'\""))
    kept = lead + (_KEPT if secret[lead:].startswith("AT") else 0)
    digits = hashlib.shake_256(secret.encode()).digest(max(len(secret), 1))
    return secret[:kept] + "".join(
        _other(character, digits[place]) for place, character in enumerate(secret[kept:], kept)
    )


def _other(character: str, number: int) -> str:
    if character in _HEX:
        same = string.digits if character.isdigit() else _HEX[10:]
        return same[number % len(same)]
    for letters in _CLASSES:
        if character in letters:
            return letters[number % len(letters)]
    return character


def _of_pat(secret: str) -> str:
    """Replace what a Data Center token holds: digits, a colon and random bytes in base64."""
    bare = secret.strip()
    try:
        number, colon, rest = b64decode(bare, validate=True).partition(b":")
    except (Base64Error, ValueError):
        return secret
    if not colon or not number.isdigit():
        return secret
    made = hashlib.shake_256(bare.encode()).digest(len(rest))
    return secret.replace(bare, b64encode(b"9" * len(number) + b":" + made).decode())
