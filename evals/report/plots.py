"""Plots as inline SVG, in the colours of the page, so that they read in light and dark alike."""

from collections.abc import Mapping, Sequence
from html import escape

from evals.report.statistics import Bin

_WIDTH, _HEIGHT = 400, 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 388, 14, 280
_STRONG = 0.55


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """Draw what was said against what was true; the area of a dot is the number of answers."""
    most = max((row.count for row in bins), default=1)
    dots = "".join(
        f'<circle cx="{_x(row.said):.1f}" cy="{_y(row.was):.1f}" r="{4 + 12 * (row.count / most) ** 0.5:.1f}" '
        f'class="dot"><title>said {row.said:.2f}, was {row.was:.2f}, {row.count} answers</title></circle>'
        for row in bins
    )
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" class="guide"/>'
    labels = [(share, f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)]
    inner = diagonal + dots
    return _figure(
        "Reliability",
        "How sure Unlatch was, against how often it was right. On the dashed line the two are the same; a bigger dot "
        "stands for more answers.",
        _framed("Reliability diagram", "said", "was right", labels, inner),
    )


def cost_plot(points: Sequence[tuple[str, float, float]]) -> str:
    """Draw the share that is right against the requests that it took.

    Args:
        points: (name, mean requests, share that is right).
    """
    most = max((x for _, x, _ in points), default=1.0) or 1.0
    dots = "".join(_named_dot(name, x / most, y, f"{x:.1f} requests, {y:.0%} right") for name, x, y in points)
    labels = [(share, f"{share * most:.1f}") for share in (0, 0.5, 1)]
    return _figure(
        "Cost against accuracy",
        "Requests to the site on average, by what was at hand: a credential (probe), also a paste (both), a registered "
        "site without one (look), a paste alone, or words alone (talk).",
        _framed("Cost against accuracy", "requests", "right", labels, dots),
    )


def confusion_matrix(counts: Mapping[tuple[str, str], int], names: Sequence[str]) -> str:
    """Draw which family was named for which; darker is more often."""
    cell, left, top = 68, 100, 30
    width, height = left + cell * len(names) + 4, top + cell * len(names) + 4
    parts = [_svg_open(width, height, "Confusion matrix of families")]
    for row, right in enumerate(names):
        y = top + row * cell
        parts.append(f'<text x="{left - 8}" y="{y + cell / 2 + 4}" text-anchor="end">{escape(right)}</text>')
        x0 = left + row * cell + cell / 2
        parts.append(f'<text x="{x0}" y="{top - 10}" text-anchor="middle" class="small">{escape(right)}</text>')
        total = sum(counts.get((right, other), 0) for other in names) or 1
        parts += (
            _cell(left + column * cell, y, cell, (right, named), (counts.get((right, named), 0), total))
            for column, named in enumerate(names)
        )
    return _figure(
        "Families",
        "Rows: the family that was right. Columns: the family that was named.",
        "".join([*parts, "</svg>"]),
        wide=True,
    )


def _cell(x: float, y: float, side: int, pair: tuple[str, str], how_many: tuple[int, int]) -> str:
    (right, named), (count, total) = pair, how_many
    share = count / total
    kind = "good" if right == named else "off"
    text = f'<text x="{x + side / 2 - 1}" y="{y + side / 2 + 4}" text-anchor="middle"'
    loud = ' class="loud"' if share > _STRONG else ""
    return (
        f'<rect x="{x}" y="{y}" width="{side - 3}" height="{side - 3}" rx="4" class="empty"/>'
        f'<rect x="{x}" y="{y}" width="{side - 3}" height="{side - 3}" rx="4" class="{kind}" '
        f'fill-opacity="{share:.2f}"><title>{escape(right)} named {escape(named)}: {count} of {total}</title></rect>'
        f"{text}{loud}>{count or ''}</text>"
    )


def _named_dot(name: str, x: float, y: float, told: str) -> str:
    place = _x(x)
    to_the_left = x > _STRONG
    label = f'x="{place - 10:.1f}" text-anchor="end"' if to_the_left else f'x="{place + 10:.1f}"'
    return (
        f'<circle cx="{place:.1f}" cy="{_y(y):.1f}" r="6" class="dot"><title>{escape(name)}: {told}</title></circle>'
        f'<text {label} y="{_y(y) + 4:.1f}">{escape(name)}</text>'
    )


def _framed(title: str, across: str, up: str, labels: Sequence[tuple[float, str]], inner: str) -> str:
    rows = "".join(
        f'<line x1="{_LEFT}" y1="{_y(share):.0f}" x2="{_RIGHT}" y2="{_y(share):.0f}" class="grid"/>'
        f'<text x="{_LEFT - 8}" y="{_y(share) + 4:.0f}" text-anchor="end" class="small">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    columns = "".join(
        f'<text x="{_x(share):.0f}" y="{_BOTTOM + 18}" text-anchor="middle" class="small">{escape(text)}</text>'
        for share, text in labels
    )
    middle = (_TOP + _BOTTOM) / 2
    names = (
        f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{escape(up)}</text>'
    )
    return _svg_open(_WIDTH, _HEIGHT, title) + rows + columns + names + inner + "</svg>"


def _figure(name: str, caption: str, drawing: str, *, wide: bool = False) -> str:
    kind = ' class="wide"' if wide else ""
    return f"<figure{kind}><h3>{escape(name)}</h3>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def _x(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _svg_open(width: float, height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
    )
