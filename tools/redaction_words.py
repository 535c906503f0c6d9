"""What people write where a secret could stand and is none."""

PLACEHOLDER_WORDS = (
    r"(?:[xX]+|\*+|\.+|\u2026|-+|_+|\?+|#+|<.*>?|\{\{.*|\$\{?[A-Z_][A-Z0-9_]*\}?|\$\(.*|%[A-Z_]+%|\$env:\w+|\[.*"
    r"|(?:FAKE|YOUR|MY|THE|SOME|EXAMPLE|DUMMY|REDACTED|HIDDEN|MASKED|REMOVED|SECRET|API|USER|PLACEHOLDER|CHANGEME)"
    r"(?:[_-][A-Z]+)*|[A-Z]+(?:_[A-Z]+)*_(?:TOKEN|PASSWORD|SECRET|KEY|PAT)|TOKEN|PASSWORD|PAT"
    r"|base64.*|e-?mail:(?:api[_-]?)?token|user(?:name)?:(?:pass(?:word)?|(?:api[_-]?)?token)"
    r"|[Yy]our[_-][\w-]*|[Ff]ake[_-][\w-]*|os\.(?:environ|getenv).*|process\.env.*|env\S*\[.*)"
)
"""What people write in place of a secret. It is left as it is, since it says that the secret was taken out."""

_PLAIN = """
    a an the my no not none null nil nan true false yes ok okay is was are were be been and or but in on at
    for to of with as by from it its this that these those same see set unset reset wrong right correct
    incorrect valid invalid expired expire expires revoked unknown missing empty blank required needed
    optional given above below attached changed unchanged good bad fine working works failed fails failing
    broken refused rejected accepted blocked disabled enabled active inactive new old current scoped unscoped
    classic granular basic bearer token tokens password passwords pat pats string str text bytes number int
    bool object secret secrets key api-token api argument parameter placeholder account used unused sent
    created generated stored saved read written verified checked confirmed copied pasted only always never
    still now too also there here what how why when which who n/a na nocheck no-check default undefined
    service user username email e-mail admin cloud server header cookie url file env variable redacted hidden
    removed unlimited readonly read-only full all any both each every without within include same-origin omit
    auth authentication authenticate headers code client_credentials authorization_code refresh_token urn
    invalid_grant invalid_token
"""

PLAIN_VALUES = frozenset(_PLAIN.split())
"""Words that follow "token:" or "password is" in plain sentences and are no secret."""
