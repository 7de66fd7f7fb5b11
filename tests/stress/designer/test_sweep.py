"""Sweeps: the same bytes by any number of workers, kept, gone on with, and done again where a worker is lost."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from whackachip.errors import UserError
from whackachip.stress.counterfactual import compare, least, sweep
from whackachip.stress.designer.ruling import find_ruling
from whackachip.stress.sweep import executor
from whackachip.stress.sweep.designs import CHUNK, sweep_designs, tasks_of
from whackachip.stress.sweep.executor import perform
from whackachip.stress.sweep.kept import Kept
from whackachip.stress.sweep.task import Task, run

IO = "us.ear.3a090.a.io"
SMALL = {"rules": ["us-2023-10-17"], "as_of": "2023-10-17", "market": "datacenter", "seed": 3, "model": None}


def small_tasks(count: int = 4) -> list[Task]:
    return [Task("sweep.designs:chunk", SMALL | {"place": place, "count": 256}) for place in range(count)]


def test_any_number_of_processes_gives_the_same_bytes() -> None:
    one, two = (json.dumps(perform(small_tasks(), jobs=jobs)) for jobs in (1, 2))
    assert one == two


def test_chunks_do_not_know_how_many_there_are() -> None:
    few, many = tasks_of(["us-2023-10-17"], "2023-10-17", "datacenter", CHUNK + 5, 0, None), tasks_of(
        ["us-2023-10-17"], "2023-10-17", "datacenter", 3 * CHUNK, 0, None
    )  # fmt: skip
    assert few[0] == many[0]
    assert few[0].key == many[0].key
    assert [task.arguments["count"] for task in few] == [CHUNK, 5]
    assert len({task.key for task in many}) == 3


def test_an_interrupted_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered before the interrupt is not asked again, and nothing half-written is read."""
    tasks, done = small_tasks(), []

    def stops_at_the_third(function: str, arguments: dict) -> object:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(arguments["place"])
        return run(function, arguments)

    monkeypatch.setattr(executor, "run", stops_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        perform(tasks, folder=tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 2
    (tmp_path / f"{tasks[3].key}.json").write_text("{", encoding="utf-8")
    asked = []
    monkeypatch.setattr(executor, "run", lambda f, a: asked.append(a["place"]) or run(f, a))
    assert perform(tasks, folder=tmp_path) == [run(task.function, task.arguments) for task in tasks]
    assert asked == [2, 3]


def test_what_is_kept_depends_on_what_was_asked(tmp_path: Path) -> None:
    first, other = small_tasks(2)
    kept = Kept(tmp_path / "deep" / "er")
    kept.put(first, {"a": 1.5})
    assert kept.get(first) == {"a": 1.5}
    assert kept.get(other) is None
    with pytest.raises(UserError, match="cannot keep"):
        Kept(tmp_path / "deep" / "er" / f"{first.key}.json" / "x")


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Task]:
    """Tasks one of which loses its worker; the function stands in a module that fresh processes find."""
    module = tmp_path / "whackachip_deadly.py"
    module.write_text(
        "import os, signal\nfrom pathlib import Path\n\n"
        "def once(place, marker):\n"
        "    path = Path(marker)\n"
        "    if place == 1 and not path.exists():\n"
        "        path.write_text('x')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return place * 10\n"
        "def always(place):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return [Task("deadly", {"place": place, "marker": str(tmp_path / "marker")}) for place in range(4)]


def run_deadly(function: str, arguments: dict) -> object:
    import whackachip_deadly

    return getattr(whackachip_deadly, "once" if function == "deadly" else "always")(**arguments)


def test_a_lost_process_costs_nothing_but_time(deadly: list[Task], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "run", run_deadly)
    assert perform(deadly, jobs=2) == [0, 10, 20, 30]


def test_a_task_that_always_kills_is_given_up(deadly: list[Task], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "run", run_deadly)
    with pytest.raises(UserError, match="lost 3 times"):
        perform([Task("deadlier", {"place": place}) for place in range(2)], jobs=2)


def test_a_lost_dask_worker_costs_nothing_but_time() -> None:
    """Two workers on a local cluster, one of them killed while it works."""
    distributed = pytest.importorskip("distributed")
    alone = perform(small_tasks(12))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:  # fmt: skip
        killed = []

        def kill(done: int, total: int) -> None:
            if done >= 2 and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        found = perform(small_tasks(12), cluster=cluster.scheduler_address, progress=kill)
    assert killed
    assert json.dumps(found) == json.dumps(alone)


def test_a_cluster_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(executor, "REACH", "1s")
    with pytest.raises(UserError, match="no cluster answers"):
        perform(small_tasks(1), cluster="tcp://127.0.0.1:9")


def test_a_sweep_of_links() -> None:
    found = sweep("us-2022-10-07", {IO: [300.0, 600.0, 1200.0]}, deny={"train": 0.05})
    low, enacted, high = (point["denied"] for point in found["points"])
    assert low["train"] > enacted["train"] > high["train"] == pytest.approx(0, abs=1e-9)
    assert low["decode"] < 0.05
    assert found["enacted"] == {IO: 600.0}
    assert found["least_collateral"]["values"][IO] == 600.0


def test_two_thresholds_make_a_grid_and_contradictions_are_left_out() -> None:
    found = sweep("us-2023-10-17", {"us.ear.3a090.b.tpp": [2000.0, 6000.0], "us.ear.3a090.b.density": [1.0, 1.6]})
    assert len(found["points"]) == 4
    assert ["error" in point for point in found["points"]] == [False, False, True, True]


def test_least_collateral_counts_cards_first() -> None:
    def point(denied: float, cards: int, chips: int) -> dict:
        return {"denied": {"train": denied}, "collateral": {"caught": ["c"] * cards}, "datacenter": {"caught": chips}}

    points = [point(0.9, 2, 1), point(0.8, 1, 9), point(0.75, 1, 3), point(0.2, 0, 0), {"error": "x"}]
    assert least(points, {"train": 0.7}) == points[2]
    assert least(points, {"train": 0.95}) is None
    assert least(points, {}) is None


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ({}, "0 thresholds"),
        ({"a": [1.0], "b": [1.0], "c": [1.0]}, "3 thresholds"),
        ({"us.ear.3a090.a.ioo": [1.0]}, "us.ear.3a090.a.io"),
        ({"us.ear.3a090.b.tpp": [1.0]}, "not in force"),
    ],
)
def test_what_cannot_be_swept_is_refused(vary: dict, said: str) -> None:
    with pytest.raises(UserError, match=said):
        sweep("us-2022-10-07", vary)


def test_a_threshold_that_the_rule_does_not_read_is_refused() -> None:
    with pytest.raises(UserError, match="does not turn on"):
        sweep("us-gain-ai-s3150", {"us.letters.2025-04.sum": [1.0, 2.0]}, alone=True)


def test_bills_side_by_side() -> None:
    rules = ("us-gain-ai-s3150", "us-safe-chips-s3374", "us-overwatch-hr6875")
    rows = {row["rule"]: row for row in compare(rules, alone=True)["rules"]}
    assert set(rows) == set(rules)
    # Safe Chips draws its line of bandwidth around the H20's 4,000 GB/s, Overwatch at 1,400.
    assert rows["us-safe-chips-s3374"]["denied"]["decode"] < rows["us-overwatch-hr6875"]["denied"]["decode"]
    assert rows["us-safe-chips-s3374"]["metrics"]["memory_bandwidth"] > 3900
    # GAIN speaks of all chips, the other two of those for data centres.
    caught = {rule: len(row["collateral"]["caught"]) for rule, row in rows.items()}
    assert caught["us-gain-ai-s3150"] > 20
    assert caught["us-safe-chips-s3374"] == caught["us-overwatch-hr6875"] == 0
    assert find_ruling("us-gain-ai-s3150").id == "us-gain-ai-s3150"


def test_designs_of_a_day() -> None:
    found = sweep_designs(["us-2023-10-17", "us-2022-10-07"], "2023-10-17", count=3000, seed=1)
    assert found == sweep_designs(["us-2023-10-17", "us-2022-10-07"], "2023-10-17", count=3000, seed=1)
    assert found != sweep_designs(["us-2023-10-17", "us-2022-10-07"], "2023-10-17", count=3000, seed=2)
    for rule in found["rules"].values():
        assert 0 < rule["share"] < 1
        assert set(rule["best"]) == {"train", "prefill", "decode"}
    assert found["rules"]["us-2022-10-07"]["best"]["train"]["io_bandwidth"] < 600


@pytest.mark.parametrize("value", [0.0, -5.0, 1e300])
def test_a_number_that_is_no_threshold_is_refused(value: float) -> None:
    with pytest.raises(UserError, match="no threshold"):
        sweep("us-2022-10-07", {IO: [value]})


@pytest.mark.parametrize("address", ["nowhere", "tcp://", "10.0.0.1:", "a b:1"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UserError, match="no address"):
        perform(small_tasks(1), cluster=address)


def test_a_chip_with_links_that_no_cut_takes_away_does_not_stand_for_its_die() -> None:
    """The GH200's link to its processor keeps it above 600 GB/s, whatever is switched off."""
    (row,) = compare(["us-2022-10-07"], as_of="2023-10-17", alone=True)["rules"]
    assert row["base"] == "nv-h100-sxm-80"
    assert row["metrics"]["tpp"] > 15_000
