"""What measured and predicted values come to."""

from __future__ import annotations

import pytest

from whackachip.errors import UserError
from whackachip.performance.measured import by, inside, read_table, reasons, relative_error, require, score

ROWS = [("a", 0.1, True), ("b", -0.3, False), ("b", 0.5, False), ("c", None, None)]


def figures(rows):
    return score(rows, lambda row: row[1], lambda row: row[2], lambda row: row[0])


def test_rows_of_a_group_weigh_as_one():
    assert figures(ROWS)["mape"] == pytest.approx((0.1 + (0.3 + 0.5) / 2) / 2)
    assert figures(ROWS)["interval_coverage"] == 0.5
    each = score(ROWS, lambda row: row[1], lambda row: row[2])
    assert each["mape"] == pytest.approx(0.3)
    assert each["median_ape"] == pytest.approx(0.3)


def test_nothing_known_is_none_not_zero():
    assert set(figures(ROWS[3:]).values()) == {None}
    assert relative_error(1.0, None) is None
    assert relative_error(None, 1.0) is None
    assert relative_error(1.0, 0.0) is None
    assert inside(None, 1.0, 2.0) is None


def test_ends_of_an_interval_are_inside():
    assert inside(1.0, 1.0, 2.0) is True
    assert inside(1.0, 2.0, 2.0) is True
    assert inside(1.0, 2.1, 2.0) is False


def test_parts_come_by_name_and_reasons_by_count():
    assert list(by(ROWS, lambda row: row[0], len)) == ["a", "b", "c"]
    assert reasons(["y", "x", None, "x", "", "w"]) == {"x": 2, "w": 1, "y": 1}


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert require(path, read_table(path), ["a"]) == [{"a": "1", "b": "2"}]
    with pytest.raises(UserError, match="no column c, d"):
        require(path, read_table(path), ["d", "a", "c"])
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UserError, match="no rows"):
        read_table(path)
    with pytest.raises(UserError, match="No such file"):
        read_table(tmp_path / "none.csv")
