"""The report as JUnit XML, so that any CI shows which scenarios failed."""

from xml.etree.ElementTree import Element, SubElement, tostring  # only written, never parsed

from evals.report.exam import Outcome
from evals.scorers.marks import Mark


def render_junit(outcome: Outcome) -> str:
    """Return one test case for each run."""
    failed = sum(not mark.success for mark in outcome.marks)
    suite = Element(
        "testsuite",
        name=f"unlatch evals {outcome.solver} {outcome.seed}",
        tests=str(len(outcome.marks)),
        failures=str(failed),
        time=f"{outcome.seconds:.1f}",
    )
    for mark in outcome.marks:
        case = SubElement(suite, "testcase", classname=f"evals.{mark.tags[0]}", name=mark.scenario)
        case.set("time", f"{mark.cpu_seconds:.3f}")
        if not mark.success:
            told = f"expected {mark.expected}, answered {mark.answered or 'nothing'} ({mark.verdict})"
            failure = SubElement(case, "failure", message=told)
            failure.text = _printable(mark)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _printable(mark: Mark) -> str:
    text = "\n".join([*mark.harm, *mark.trail])
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
