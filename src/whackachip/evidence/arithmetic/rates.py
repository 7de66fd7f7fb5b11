"""Whether a stated speed or a stated number of device-hours can be, on a chip, and whether it tells anything."""

from __future__ import annotations

from dataclasses import dataclass

from ...catalog import Chip
from .limits import limit

IMPOSSIBLE, IMPLAUSIBLE, PLAUSIBLE, NOT_DIAGNOSTIC, UNKNOWN = (
    "impossible", "implausible", "plausible", "not-diagnostic", "unknown"
)  # fmt: skip
TERA, GIGA, HOUR = 1e12, 1e9, 3600.0


@dataclass(frozen=True, slots=True)
class Rate:
    """verdict, the share of the chip's limit that the statement needs (low and high), and the substitution.

    impossible: above what the chip has. implausible: above what anyone has reached. not-diagnostic: so far below the
    limit that overhead decides, and the statement separates no chips.
    """

    verdict: str
    share: tuple[float, float] | None
    formula: str


def from_rate(achieved: float, chip: Chip, *, precision: str = "bf16") -> Rate:
    """An achieved rate of one device against the dense peak of a chip.

    achieved: [TFLOP/s per device]. precision: of the multiplications; FP8 runs are often told against the 16-bit peak,
    which the caller must decide.
    """
    if not achieved > 0:
        raise ValueError("an achieved rate is positive")
    peak = chip.interval(f"rate_{precision}_tops")
    if peak is None:
        return Rate(UNKNOWN, None, f"the {precision.upper()} rate of {chip.name} is not known")
    share = (achieved / peak.high, achieved / peak.low)
    return Rate(_verdict(share), share, f"{achieved:g} TFLOP/s / {peak.low:g} TFLOP/s = {share[1]:.3g}")


def from_device_hours(flops: tuple[float, float], device_hours: float, chip: Chip, *, precision: str = "bf16") -> Rate:
    """A stated number of device-hours for a training of known work.

    flops: least and most work of the run [FLOP]; device_hours: [h].
    """
    if not device_hours > 0 or not 0 < flops[0] <= flops[1]:
        raise ValueError("work and hours are positive, and the least work is not above the most")
    seconds = device_hours * HOUR * TERA
    least, most = (from_rate(work / seconds, chip, precision=precision) for work in flops)
    if least.share is None or most.share is None:
        return least
    share = (least.share[0], most.share[1])
    text = f"{flops[0]:.3g} FLOP / ({device_hours:g} h x 3600 s/h) = {flops[0] / seconds:.3g} TFLOP/s; {least.formula}"
    return Rate(_verdict(share), share, text)


def from_decoding(tokens_per_second: float, devices: int, read_bytes: float, chip: Chip) -> Rate:
    """A speed of decoding one sequence against the time that reading the active weights takes.

    tokens_per_second: of one sequence; devices: that share the weights; read_bytes: active weights [GB].
    """
    if not (tokens_per_second > 0 and devices > 0 and read_bytes > 0):
        raise ValueError("speed, devices and weights are positive")
    bandwidth = chip.interval("memory_bandwidth_gbs")
    if bandwidth is None:
        return Rate(UNKNOWN, None, f"the memory bandwidth of {chip.name} is not known")
    bounds = (devices * bandwidth.low / read_bytes, devices * bandwidth.high / read_bytes)
    share = (tokens_per_second / bounds[1], tokens_per_second / bounds[0])
    bound = f"{devices} x {bandwidth.low:g} GB/s / {read_bytes:g} GB = {bounds[0]:.4g} tokens/s"
    text = f"{bound}; {tokens_per_second:g} is {share[1]:.2g} of it"
    verdict = _verdict(share)
    # Reading weights can come close to the limit, so only the limit itself excludes.
    return Rate(PLAUSIBLE if verdict == IMPLAUSIBLE else verdict, share, text)


def _verdict(share: tuple[float, float]) -> str:
    if share[0] > 1:
        return IMPOSSIBLE
    if share[0] > limit("highest_rate"):
        return IMPLAUSIBLE
    return NOT_DIAGNOSTIC if share[1] < limit("lowest_rate") else PLAUSIBLE
