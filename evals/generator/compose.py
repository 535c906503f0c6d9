"""Composes one scenario: a healthy world, an atom laid over it, and what is drawn besides."""

import hashlib
from dataclasses import dataclass, field
from random import Random
from typing import Any

from agent.domain import Verdict
from evals.generator.atom import Atom, AtomError, Check, Mode
from evals.generator.client import Happened, make_calls
from evals.generator.draw import Names, base_of, draw_mode, draw_names, draw_persona, words_of
from evals.generator.holds import known_of_secret
from evals.generator.pastes import BROWSER_STYLES, SCRIPT_STYLES, render
from evals.lab.merge import merged
from evals.scenarios.model import (
    Expected,
    GivenCredential,
    Paste,
    Persona,
    PersonaKind,
    Reporter,
    Scenario,
    SiteUnderTest,
    Ticket,
)
from evals.solvers.now import NOW
from evals.solvers.places import places_of
from tools.facts import Fact
from tools.site import Deployment

_SECRETLESS: tuple[Mode, ...] = ("look", "paste", "talk")


@dataclass(slots=True)
class Draft:
    """A scenario while twists may still change it."""

    atom: Atom
    rng: Random
    names: Names
    mode: Mode
    persona: PersonaKind
    world: dict[str, Any]
    id: str
    extra_words: list[str] = field(default_factory=list)
    text: str = ""
    language: str = "en"
    attachments: list[Paste] = field(default_factory=list)
    brings: list[Paste] = field(default_factory=list)
    wrong_turns: tuple[int, ...] = ()
    patience: int = 4
    tags: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)

    def finish(self) -> Scenario:
        """Return the scenario."""
        atom, names = self.atom, self.names
        known = [*atom.knows, *(atom.admin_knows if self.persona is PersonaKind.ADMIN else ())]
        known += known_of_secret(atom, self.world)
        registered = self.mode in {"probe", "both", "look"}
        gives = atom.gives if self.mode not in _SECRETLESS else ""
        expected = {
            "codes": atom.causes,
            "group": atom.group,
            "verdicts": _with_hearsay(atom.verdicts) if self.mode == "talk" else atom.verdicts,
            "facts": atom.facts,
            "roles": atom.roles,
            **self.changes,
        }
        return Scenario(
            id=self.id,
            tags=(atom.deployment.value, atom.channel, self.mode, *self.tags),
            ticket=Ticket(
                text=self.text or names.fill(words_of(self.rng, atom, extra=self.extra_words)),
                language=self.language,
                attachments=tuple(self.attachments),
                space_key=names.fill(atom.space),
                page_id=atom.page,
                reporter=_reporter(atom, names),
            ),
            persona=Persona(
                kind=self.persona,
                knows=tuple(dict.fromkeys(Fact(one) for one in known)),
                wrong_turns=self.wrong_turns,
                brings=tuple(self.brings),
                patience=self.patience,
            ),
            site=SiteUnderTest(
                registered=registered,
                url=names.url,
                deployment=atom.deployment,
                world=self.world if registered else None,
                network=names.fill(atom.network),
                observer=atom.observer and registered,
            ),
            credential=GivenCredential(role=gives) if gives and registered else None,
            expected=Expected(**expected),
        )


def draft_of(
    seed: str, atom: Atom, number: int, *, under: dict[str, Any] | None = None, over: dict[str, Any] | None = None
) -> Draft:
    """Draw names, persona, mode and paste for one scenario.

    Args:
        seed: The exam's seed; the same seed gives the same exam.
        atom: The fault.
        number: How many scenarios of this atom came before.
        under: Laid over the healthy world before the atom: a second fault that the first one hides.
        over: Laid over the world after the atom: what stands in front of it.

    Raises:
        AtomError: The atom's fault is not in effect in the lab.
    """
    rng = Random(f"{seed}/{atom.id}/{number}")
    names = draw_names(rng, atom)
    mode = draw_mode(rng, atom, number)
    persona = draw_persona(rng, atom)
    laid = lay_over(lay_over(lay_over(base_of(atom.deployment), under or {}), atom.world), over or {})
    marked = hashlib.sha256(f"{seed}/{atom.id}/{number}".encode()).hexdigest()[:10]
    draft = Draft(atom, rng, names, mode, persona, names.fill(laid), f"q-{marked}")
    draft.attachments = _pastes(draft)
    return draft


def lay_over(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay a small world over a base one; a credential is replaced as a whole."""
    laid: dict[str, Any] = merged(base, over)
    return {**laid, "credentials": {**base.get("credentials", {}), **over.get("credentials", {})}}


def _pastes(draft: Draft) -> list[Paste]:
    atom, names, rng = draft.atom, draft.names, draft.rng
    found = []
    if atom.calls:
        style = rng.choice(atom.styles or (BROWSER_STYLES if atom.channel == "browser" else SCRIPT_STYLES))
        draft.happened, log = happen(draft, style)
        shows_log = atom.log and (draft.persona is PersonaKind.ADMIN or "logs" in atom.styles)
        if draft.mode in {"both", "look", "paste"}:
            found += [] if style == "logs" else [render(style, draft.happened, NOW)]
            found += [Paste(kind="log", name="server.log", content=log)] if shows_log and log else []
    if atom.pastes and draft.mode != "talk":
        found.append(Paste(kind="auto", name="output.txt", content=names.fill(rng.choice(atom.pastes)).strip()))
    return found


def happen(draft: Draft, style: str = "curl") -> tuple[list[Happened], str]:
    """Make the atom's calls in its world, and check that its fault is in effect.

    Raises:
        AtomError: It is not.
    """
    atom, names = draft.atom, draft.names
    filled = Atom.model_validate(names.fill(atom.model_dump(mode="json")))
    places = places_of({"now": NOW.isoformat(), **draft.world}, names.url, filled.network)
    happened = make_calls(places, filled, names.url, style, NOW)
    state = places.world.state if places.world else None
    log = "\n".join(getattr(state, "log", []))
    complaint = complaint_of(filled.check, happened[-1], log)
    if complaint:
        raise AtomError(f"{atom.id}: {complaint}")
    return happened, log


def complaint_of(check: Check, last: Happened, log: str) -> str:
    """Say why the fault is not in effect, or nothing."""
    reply = last.reply
    if check.status is not None and (reply is None or reply.status != check.status):
        return f"status {reply.status if reply else last.fault} where {check.status} is wanted"
    if check.body and (reply is None or check.body not in reply.body.decode("utf-8", "replace")):
        return f"the body lacks {check.body!r}"
    headers = [f"{name}: {value}".lower() for name, value in (reply.headers if reply else ())]
    if check.header and not any(check.header.lower() in one for one in headers):
        return f"no header {check.header!r}"
    return f"the log lacks {check.log!r}" if check.log and check.log not in log else ""


def _with_hearsay(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """From words alone an open verdict with the right cause in front is a right answer too."""
    return tuple(dict.fromkeys((*verdicts, Verdict.INCONCLUSIVE)))


def _reporter(atom: Atom, names: Names) -> Reporter:
    email = names.fill("zana@zsite.example")
    if atom.deployment is Deployment.CLOUD:
        return Reporter(email=email, account_id="5c20a1844c20165700ede31a")
    return Reporter(email=email, username=names.fill("zana"))
