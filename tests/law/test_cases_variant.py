"""A case under other readings: which figures and which choice change, and why some cannot be built."""

from __future__ import annotations

import pytest

from whackachip.law.cases import Expectation, Variant, read_case, variants
from whackachip.law.reading import DEFAULT
from whackachip.predicates import Known
from whackachip.quantities import Interval

A100 = {"chip_id": "nv-a100-pcie-40", "tpp": "4992", "pd": "6.04", "datacentre": "no"}
L20 = {"chip_id": "nv-l20", "tpp": "1914", "pd": "3.1429", "datacentre": "yes"}
NO_CHIP = {"chip_id": "nv-x", "tpp": "1000"}
BRIDGE, FORMULA = "NVLink bridge not counted", "formula rate with 16-bit accumulation"


def one(columns: dict[str, str], label: str, rule: str = "acs-2023-11-17") -> tuple[Variant, dict[str, Known]]:
    """The one variant of a record, and the attributes that are not those of the case."""
    record = {"chip": "X", "rule_version": rule, "flip_outcomes": f"{label}: not 3A090"} | columns
    case = read_case("x", record)
    (found,) = variants(case, record)
    if found.case is None:
        return found, {}
    changed = {name: value for name, value in found.case.attributes.items() if value != case.attributes.get(name, "")}
    return found, changed


@pytest.mark.parametrize(
    ("columns", "label", "changed"),
    [
        (A100, "counted as datacentre product", {"marketed_for_datacenter": frozenset({"yes"})}),
        (A100, "compute dies only, 1,248 mm2 (unverified)", {"performance_density": Interval.exact(4)}),
        (A100 | {"io_gbps": "664"}, BRIDGE, {"io_bandwidth": Interval.exact(64)}),
        (A100, BRIDGE, {}),  # an unknown figure stays so
        (A100, "TF32 at 19 bits", {}),
        (L20, "floating point with 32-bit accumulation only", {}),
        # 59.8 TFLOPS of the vector units x 4 x 16 bits; the density grows by as much
        (L20, FORMULA, {"tpp": Interval.exact(59.8 * 64), "performance_density": Interval.exact(6.2844863531870425)}),
        (L20 | {"pd": ""}, FORMULA, {"tpp": Interval.exact(59.8 * 64)}),
        (L20 | {"tpp": ""}, FORMULA, {"tpp": Interval.exact(59.8 * 64)}),
        (A100, "PCIe not counted", {"scaleup_bandwidth": Interval.exact(600)}),
        (NO_CHIP, "PCIe not counted", {"scaleup_bandwidth": None}),
        (A100, "2028 read as 30 bn", {}),
    ],
)
def test_the_figures_of_a_reading(columns: dict[str, str], label: str, changed: dict[str, Known]) -> None:
    found, figures = one(columns, label)
    assert found.label == label
    assert found.expected == Expectation("not-met")
    assert found.why is None
    assert figures == changed


@pytest.mark.parametrize(
    ("label", "choice"),
    [
        ("PCIe not counted", ("pcie_in_sum", "no")),
        ("2028 read as 30 bn", ("fdd_2028", "30")),
        ("returned", ("affiliates", "returned")),
        ("extended-2027-01-10", ("affiliates", "extended-2027-01-10")),
        ("TF32 at 19 bits", None),
    ],
)
def test_the_choice_of_a_reading(label: str, choice: tuple[str, str] | None) -> None:
    found, _ = one(A100, label)
    assert found.case is not None
    assert found.case.reading == (DEFAULT.with_choice(*choice) if choice else DEFAULT)


@pytest.mark.parametrize(
    ("columns", "label", "why"),
    [
        (A100, "read by tea leaves", "no such reading: read by tea leaves"),
        (NO_CHIP, "TF32 at 19 bits", "the chip is not in the catalogue"),
        (A100, FORMULA, "the formula's operations a clock are not known for this chip"),
        (A100 | {"io_gbps": "668"}, BRIDGE, "the catalogue has io_bandwidth 664 where the case states 668"),
        (A100 | {"tpp": ""}, "compute dies only, 1,248 mm2", "no such reading: compute dies only, 1,248 mm2"),
    ],
)
def test_a_reading_that_cannot_be_built(columns: dict[str, str], label: str, why: str) -> None:
    found, _ = one(columns, label)
    assert (found.case, found.why) == (None, why)


def test_the_default_and_the_empty_are_no_other_reading() -> None:
    rule = "conflict-nondc-a-and-b-to-d5"
    record = {"chip_id": "syn", "chip": "RTX 4090, reexport from Japan to China", "rule_version": rule,
              "other_inputs": "date 2026-09-24",
              "flip_outcomes": "default: x ||  || every listed outcome is returned: case_by_case"}  # fmt: skip
    case = read_case("x", record)
    (found,) = variants(case, record)
    assert found.case == case
    assert found.expected == Expectation("both", frozenset({"case-by-case"}))
    assert list(variants(case, record | {"flip_outcomes": ""})) == []


def test_what_is_expected_of_a_reading_may_have_parts() -> None:
    text = "TF32 at 19 bits: undecidable (no die area): 3A090.a | not 3A090"
    record = A100 | {"chip": "X", "rule_version": "acs-2023-11-17", "flip_outcomes": text}
    (found,) = variants(read_case("x", record), record)
    assert found.label == "TF32 at 19 bits"
    assert found.expected == Expectation("undecidable", possible=frozenset({"possible 3A090.a", "possible not 3A090"}))
