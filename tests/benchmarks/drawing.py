"""The curves as a picture: SVG, with a white ground so that it can be read on any page."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, log10

from tests.benchmarks.figures import Curve

_WIDTH, _HEIGHT = 420, 320  # of one panel
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 120, 56, 48
_FONT = 'font-family="system-ui, sans-serif" font-size="12"'
_SOFT = 'fill="#57606a"'
_TITLE = "Processor time of a declare, an update and a reminder, by how many incidents are open"
_INKS = ("#1f5fbf", "#b3541e", "#2e7d32", "#7b1fa2")


def drawn(curves: Sequence[Curve]) -> str:
    """Return one panel a database, with a line for each thing that costs something."""
    databases = list(dict.fromkeys(curve.database for curve in curves))
    most = max((cost for curve in curves for _, cost in curve.points), default=1.0)
    highest = 40 * ceil(most * 1.05 / 40)  # four steps of whole tens
    width = _WIDTH * max(1, len(databases))
    size = f'width="{width}" height="{_HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" {size} role="img" {_FONT}>',
        f"<title>{_TITLE}</title>",
        f'<rect {size} fill="#ffffff"/>',
    ]
    for place, database in enumerate(databases):
        mine = [curve for curve in curves if curve.database == database]
        lines += [f'<g transform="translate({place * _WIDTH} 0)">', *_panel(database, mine, highest), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _panel(title: str, curves: Sequence[Curve], highest: int) -> Iterator[str]:
    counts = sorted({count for curve in curves for count, _ in curve.points})
    across, down = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    span = log10(counts[-1] / counts[0]) or 1

    def x(count: int) -> float:
        return _LEFT + across * log10(count / counts[0]) / span

    def y(cost: float) -> float:
        return _TOP + down * (1 - cost / highest)

    yield f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600" fill="#1b1f24">{title}</text>'
    yield f'<text x="{_LEFT}" y="42" {_SOFT}>ms of processor time each</text>'
    for step in range(5):
        cost = highest * step / 4
        yield f'<path d="M{_LEFT} {y(cost):.1f}H{_LEFT + across}" stroke="#d8dee4"/>'
        yield f'<text x="{_LEFT - 8}" y="{y(cost) + 4:.1f}" text-anchor="end" {_SOFT}>{cost:.0f}</text>'
    for count in counts:
        label = f'x="{x(count):.1f}" y="{_TOP + down + 20}" text-anchor="middle" {_SOFT}'
        yield f"<text {label}>{count:,}</text>"
    middle = f'x="{_LEFT + across / 2:.1f}" y="{_TOP + down + 38}" text-anchor="middle" {_SOFT}'
    yield f"<text {middle}>open incidents</text>"
    labels = _apart([y(curve.points[-1][1]) for curve in curves])
    for curve, ink, label_y in zip(curves, _INKS, labels, strict=False):
        points = [(x(count), y(cost)) for count, cost in curve.points]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        yield f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>'
        yield from (f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{ink}"/>' for px, py in points)
        label = f"{curve.what} {curve.points[-1][1]:.0f}"
        yield f'<text x="{_LEFT + across + 10}" y="{label_y + 4:.1f}" fill="{ink}">{label}</text>'


def _apart(heights: Sequence[float], *, least: float = 15) -> list[float]:
    """Return the heights, moved so far that no two labels stand on one another."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for above, below in pairwise(order):
        placed[below] = max(placed[below], placed[above] + least)
    return placed
