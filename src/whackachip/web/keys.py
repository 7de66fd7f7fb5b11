"""Keys of figures and metrics as people call them, with their units, for headings of rows."""

from __future__ import annotations

from ..catalog import dictionary

NAMES = {
    "vendor": "Vendor", "market": "Market", "form_factor": "Form", "architecture": "Architecture",
    "variant_of": "Cut down from", "tpp": "TPP", "performance_density": "Performance density",
    "io_bandwidth": "I/O bandwidth", "interconnect_bandwidth": "Interconnect bandwidth",
    "memory_bandwidth": "Memory bandwidth", "compute_die_area_mm2": "Area of compute dies",
    "nonplanar_die_area_mm2": "Applicable die area", "compute_dies": "Compute dies", "transistors_bn": "Transistors",
    "process_node_nm": "Process", "memory_capacity_gb": "Memory", "memory_kind": "Kind of memory",
    "memory_bandwidth_gbs": "Memory bandwidth, as published", "scaleup_link": "Link between chips",
    "scaleup_bandwidth_gbs": "Links between chips", "pcie_generation": "PCIe generation", "pcie_lanes": "PCIe lanes",
    "other_io_gbs": "Other links", "tdp_w": "Power", "sm_count": "Cores in use",
    "compute_capability": "CUDA capability", "launch_price_usd": "Price at launch",
    "collective_library": "Collective library", "bf16_native": "Native bfloat16", "fp8_native": "Native FP8",
    "gpudirect_rdma": "GPUDirect RDMA",
    "marketed_for_datacenter": "For data centres", "announced": "Announced", "available": "First shipped",
    "available_us": "First shipped in the US", "available_cn": "First shipped in China",
}  # fmt: skip
WAYS = {"sparse": "sparse", "fp32acc": "sums in 32 bits", "vector": "vector units"}
SHOWN = {"mm2": "mm²", "TPP/mm2": "TPP/mm²", "day": "", "lanes": "", "TPP": ""}


def name(key: str) -> str:
    """What a key means, in two or three words; one that is not listed stands as it is."""
    if key.startswith("rate_"):
        format_, *way = key.removeprefix("rate_").removesuffix("_tops").split("_")
        return ", ".join([f"{format_.upper()} rate", *(WAYS.get(one, one) for one in way)])
    return NAMES.get(key, key.replace("_", " "))


def unit(key: str) -> str:
    """The unit of a key's numbers as pages write it; empty where it has none, or its name says it."""
    if key.startswith("rate_"):
        return "TOP/s" if key.startswith("rate_int") else "TFLOP/s"
    found = "" if key in dictionary.IDENTITY else dictionary.unit(key)
    return SHOWN.get(found, found)


def meaning(key: str) -> str:
    """What the data dictionary says of a key; empty where it is not in it."""
    return next((entry.meaning for entry in dictionary.dictionary() if entry.name == key), "")
