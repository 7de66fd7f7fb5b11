"""Labels beside points: equal points share one, and no two labels overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .textwidth import text_width


@dataclass(frozen=True, slots=True)
class Point:
    """A point in the plot [px] with its name; rank: smaller is placed earlier, and so nearer."""

    x: float
    y: float
    name: str
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A label's box [px] by its top left corner, the point that it belongs to, and whether it needs a leader line.

    The box has room for bold type; the text is set flush with the side of the point.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    point_x: float
    point_y: float
    leader: bool
    rank: float = 0.0

    def overlaps(self, other: Label, gap: float = 0.0) -> bool:
        """Whether two boxes come closer than a gap."""
        return _overlap(
            (self.x, self.y, self.width, self.height), (other.x, other.y, other.width, other.height), gap
        )  # fmt: skip

    @property
    def anchor(self) -> tuple[float, float]:
        """Where a leader line meets the box: its point nearest to the labelled point."""
        return (
            min(max(self.point_x, self.x), self.x + self.width),
            min(max(self.point_y, self.y), self.y + self.height),
        )


Box = tuple[float, float, float, float]


def merge(points: Sequence[Point], near: float = 3.0, limit: int = 4) -> list[Point]:
    """Points that coincide within `near` pixels as one, named after all of them in order: `A100, A800`."""
    groups: list[list[Point]] = []
    for point in sorted(points, key=lambda p: p.rank):
        for group in groups:
            if math.dist((point.x, point.y), (group[0].x, group[0].y)) <= near:
                group.append(point)
                break
        else:
            groups.append([point])
    return [_merged(group, limit) for group in groups]


def _merged(group: Sequence[Point], limit: int) -> Point:
    names = list(dict.fromkeys(point.name for point in group))
    shown = ", ".join(names[:limit]) + (f" and {len(names) - limit} more" if len(names) > limit else "")
    return Point(group[0].x, group[0].y, shown, group[0].rank)


def place(
    points: Sequence[Point],
    *,
    width: float,
    height: float,
    size: float = 11.0,
    obstacles: Sequence[tuple[float, float]] = (),
    blocked: Sequence[Box] = (),
    radius: float = 6.0,
) -> tuple[list[Label], list[Point]]:
    """Labels that overlap neither each other nor a mark, and the points for which no room was left.

    width, height: of the plot. obstacles: middles of all marks. blocked: boxes that are taken. Candidates lie on rings
    of growing distance around the point; the first free one whose leader crosses no label is taken, in order of rank.
    """
    placed: list[Label] = []
    left_out: list[Point] = []
    marks = [*obstacles, *((point.x, point.y) for point in points)]
    for point in sorted(points, key=lambda p: p.rank):
        box_width, box_height = text_width(point.name, size, bold=True) + 4, size + 3
        for x, y, distance in _candidates(point, box_width, box_height, radius):
            box = (x, y, box_width, box_height)
            inside = x >= 0 and y >= 0 and x + box_width <= width and y + box_height <= height
            free = (
                inside
                and not any(_overlap(box, (o.x, o.y, o.width, o.height), 1) for o in placed)
                and not any(_overlap(box, other, 1) for other in blocked)
                and not any(_covers(box, mark, radius - 1) for mark in marks)
            )
            if free:
                far = distance > radius + 3
                label = Label(point.name, x, y, box_width, box_height, point.x, point.y, far, point.rank)
                if any(_through(label, other) or _through(other, label) for other in placed):
                    continue
                placed.append(label)
                break
        else:
            left_out.append(point)
    return placed, left_out


def _candidates(point: Point, width: float, height: float, radius: float) -> list[tuple[float, float, float]]:
    """Corners of boxes around a point, near ones first and to the right before others."""
    found = []
    for distance in (radius + 1, radius + 7, radius + 15, radius + 26, radius + 40, radius + 58):
        for degrees in (0, 180, -90, 90, -45, 45, -135, 135, -22, 22, -158, 158, -67, 67, -112, 112):
            angle = math.radians(degrees)
            dx, dy = math.cos(angle), math.sin(angle)
            x = point.x + dx * distance + (0 if dx > 0.3 else -width if dx < -0.3 else -width / 2)
            y = point.y + dy * distance + (0 if dy > 0.3 else -height if dy < -0.3 else -height / 2)
            found.append((x, y, distance))
    return found


def _overlap(a: Box, b: Box, gap: float) -> bool:
    return (
        a[0] < b[0] + b[2] + gap
        and b[0] < a[0] + a[2] + gap
        and a[1] < b[1] + b[3] + gap
        and b[1] < a[1] + a[3] + gap
    )  # fmt: skip


def _through(label: Label, other: Label) -> bool:
    """Whether the leader of one label runs through the box of another."""
    if not label.leader:
        return False
    (ax, ay), (bx, by) = (label.point_x, label.point_y), label.anchor
    enters, leaves = 0.0, 1.0
    for start, step, low, size in ((ax, bx - ax, other.x, other.width), (ay, by - ay, other.y, other.height)):
        if step == 0:
            if not low < start < low + size:
                return False
            continue
        near, far = sorted(((low - start) / step, (low + size - start) / step))
        enters, leaves = max(enters, near), min(leaves, far)
    return enters < leaves


def _covers(box: Box, mark: tuple[float, float], radius: float) -> bool:
    return (
        box[0] - radius < mark[0] < box[0] + box[2] + radius and box[1] - radius < mark[1] < box[1] + box[3] + radius
    )  # fmt: skip
