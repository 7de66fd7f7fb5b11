"""Workloads of models and clusters of chips, from the catalogue."""

from __future__ import annotations

from typing import Any

from ...catalog import parameters
from ...catalog.model import Model
from ...facts import store
from ..architecture import architecture, covered
from ..device import GIGA, TERA, Device
from .arrays import Cluster, Workload
from .weights import attention_weights


def workload(model: Model, sequence: float, batch: float, lora_rank: float = 0.0) -> Workload:
    """The training of a model of the catalogue, on `batch` sequences of `sequence` tokens a step.

    Raises UserError naming the figure where the architecture is not known or the formulas don't cover it.
    """
    return covered(model, lambda: _workload(model, sequence, batch, lora_rank))


def _workload(model: Model, sequence: float, batch: float, lora_rank: float) -> Workload:
    fields = architecture(model)
    plain = Workload(**fields, sequence=float(sequence), batch=float(batch), lora_rank=float(lora_rank))
    counted = parameters.attention(model).total + parameters.linear_attention(model).total
    return plain._replace(mixing=counted / float(plain.layers * attention_weights(plain)))


@store.cached
def _tiers() -> dict[str, dict[str, Any]]:
    return {key: record for record in store.section("performance")["training"]["tiers"] for key in record["of"]}


def tier(chip: str, architecture: str) -> dict[str, Any]:
    """The usual scale-up domain and network of a chip, or else of its architecture, or else of any.

    Source: facts/performance/training.yaml, each with its own.
    """
    known = _tiers()
    return known.get(chip) or known.get(architecture) or known["any"]


@store.cached
def _hosts() -> dict[str, dict[str, Any]]:
    return {key: record for record in store.section("performance")["hosts"]["hosts"] for key in record["of"]}


def host(chip: str) -> dict[str, Any]:
    """What a chip usually has of its host. Source: facts/performance/hosts.yaml, each with its own."""
    return _hosts().get(chip) or _hosts()["any"]


def host_link(chip: Device) -> float:
    """Bandwidth of copies between a chip and its host's memory, one direction [byte/s]; 0 where it is not known."""
    usual = host(chip.id)
    printed = usual["link_gbs"] * GIGA if "link_gbs" in usual else 0.0
    lanes = chip.lanes if "pcie_generation" in chip.figures else 0.0
    return float((printed or lanes) * usual["share"])


def cluster(
    chip: Device,
    count: float,
    architecture: str = "any",
    year: float = 2025.0,
    domain: float | None = None,
    network: float | None = None,
    age: float = 2.0,
    engine: float = 0.0,
) -> Cluster:
    """`count` of a chip, joined as such chips usually are unless told otherwise.

    domain [chip], network [byte/s of a chip, one direction]; year, age [year], engine: of the software, as
    of Cluster. Raises MissingFigure.
    """
    usual, beside = tier(chip.id, architecture), host(chip.id)
    sixteen = chip.peak("bf16")
    figures = chip.figures
    eight = figures.get("rate_fp8_tops", 0.0) * TERA or sixteen
    return Cluster(
        chips=float(count),
        peak16=sixteen,
        peak8=eight,
        peak4=figures.get("rate_fp4_tops", 0.0) * TERA or eight,
        bandwidth=chip.memory_bandwidth,
        capacity=chip.memory_capacity,
        units=chip.units,
        power=chip.power,
        link=chip.link_or_lanes if count > 1 else chip.lanes,
        domain=float(domain or usual["domain"]),
        network=float(network or usual["network_gbs"] * GIGA),
        torus=float(usual.get("torus", 0)),
        year=float(year),
        age=float(age),
        engine=float(engine),
        host=host_link(chip),
        host_memory=beside["memory_gb"] * GIGA,
        host_bandwidth=beside["bandwidth_gbs"] * GIGA,
    )
