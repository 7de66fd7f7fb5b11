"""Labels: equal points share one, no two overlap, none lies on a mark or outside."""

from __future__ import annotations

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.report.figures.labels import Point, merge, place

WIDTH, HEIGHT = 800.0, 500.0
POINTS = st.lists(
    st.builds(
        Point,
        st.floats(10, WIDTH - 10),
        st.floats(10, HEIGHT - 10),
        st.text("ABGHLRTX0123456789 ", min_size=2, max_size=14),
        st.floats(0, 3),
    ),
    max_size=40,
)


def crowded(count: int) -> list[Point]:
    chance = random.Random(7)
    return [Point(400 + chance.gauss(0, 40), 250 + chance.gauss(0, 30), f"RTX {4000 + n}", n) for n in range(count)]


@settings(max_examples=80, deadline=None)
@given(POINTS)
def test_no_two_labels_overlap_and_all_lie_inside(points: list[Point]) -> None:
    labels, left_out = place(points, width=WIDTH, height=HEIGHT)
    assert len(labels) + len(left_out) == len(points)
    for at, label in enumerate(labels):
        assert label.x >= 0
        assert label.y >= 0
        assert label.x + label.width <= WIDTH
        assert label.y + label.height <= HEIGHT
        assert not any(label.overlaps(other) for other in labels[at + 1 :])


def test_a_crowd_is_labelled_without_covering_a_mark() -> None:
    points = crowded(30)
    labels, left_out = place(points, width=WIDTH, height=HEIGHT)
    assert len(labels) >= 18
    assert len(labels) + len(left_out) == 30
    for label in labels:
        for point in points:
            inside = label.x < point.x < label.x + label.width and label.y < point.y < label.y + label.height
            assert not inside


def test_no_leader_runs_through_a_label() -> None:
    labels, _ = place(crowded(30), width=WIDTH, height=HEIGHT)
    assert any(label.leader for label in labels)
    for label in labels:
        steps = [step / 200 for step in range(201)] if label.leader else []
        (ax, ay), (bx, by) = (label.point_x, label.point_y), label.anchor
        line = [(ax + (bx - ax) * step, ay + (by - ay) * step) for step in steps]
        for other in labels:
            inside = [other.x < x < other.x + other.width and other.y < y < other.y + other.height for x, y in line]
            assert other is label or not any(inside)


def test_ranks_are_placed_in_order_and_far_labels_get_a_leader_line() -> None:
    labels, _ = place(crowded(30), width=WIDTH, height=HEIGHT)
    assert [int(label.text[4:]) for label in labels] == sorted(int(label.text[4:]) for label in labels)
    for label in labels:
        distance = math.dist((label.point_x, label.point_y), label.anchor)
        assert label.leader == (distance > 9)


def test_blocked_boxes_stay_free() -> None:
    whole = [(0.0, 0.0, WIDTH, HEIGHT)]
    labels, left_out = place([Point(400, 250, "H20")], width=WIDTH, height=HEIGHT, blocked=whole)
    assert (labels, [point.name for point in left_out]) == ([], ["H20"])


def test_equal_points_share_one_label() -> None:
    points = [Point(5, 5, "H100", 1), Point(6, 5, "H800", 0), Point(5, 5, "H200", 2), Point(90, 90, "A100", 0)]
    assert [point.name for point in merge(points)] == ["H800, H100, H200", "A100"]
    assert merge(points, limit=1)[0].name == "H800 and 2 more"


def test_two_points_near_each_other_get_two_labels() -> None:
    labels, left_out = place([Point(100, 100, "A100"), Point(112, 100, "A800")], width=WIDTH, height=HEIGHT)
    assert not left_out
    assert not labels[0].overlaps(labels[1])
