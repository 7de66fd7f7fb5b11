"""What the numbers of a repository say about chips by arithmetic: memory, rates, hours, peaks, devices and dates.

Only what physics or a date makes impossible excludes a chip, and only where the number is the model's own, about the
stage that is asked about. What is implausible leans, with the strength of its signal. A number that would exclude what
the authors name themselves was misread or is about something else, and excludes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..catalog import Chip
from ..evidence import Finding, Signal
from ..evidence.arithmetic import anonymous, dates, memoryfit, rates
from ..evidence.arithmetic.limits import limit
from .likelihood import FOLDED, Asked, Contribution, named_families, power
from .prior import shipped_in_time
from .subject import is_guide, relation
from .weights import TRAINING, Weights
from .workload import Workload, workload

IMPOSSIBLE, PLAUSIBLE, UNKNOWN = "impossible", "plausible", "unknown"
# How much of a finding's weight a chip gets by the verdict on it; half where nothing is known, as for any predicate.
_SHARES = {"impossible": 0.0, "implausible": 0.0, "needless": 0.0, "unlike": 0.0, "unknown": 0.5}
_FLOATS = ("bf16", "fp16", "fp8", "fp6", "fp4")  # in which a training may multiply
_BYTES = {"bf16": 2.0, "bfloat16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "w8a8": 1.0, "int4": 0.5}
_LEAST_BYTES = 0.5  # of a weight in the smallest format that is served, where none is said
_FORMAT = re.compile(r"(?i)\b(" + "|".join(_BYTES) + r")\b")
_TOKEN_RATE = re.compile(r"(\d+(?:\.\d+)?)\s?tokens/s/GPU")
_TOGETHER = 3  # lines between a rate and the utilisation that belongs to it
_TRAINED = ("pretraining",)  # stages whose work follows from parameters and tokens


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One number, with a verdict and the substitution for each chip, by id.

    sort: memory, hours, rate, peak, device or dates. finding: None for the release itself. verdicts: impossible,
    implausible, needless, unlike, plausible, consistent, possible, not-diagnostic or unknown. vetoes: whether what is
    impossible is excluded. weighs: whether the verdicts move the odds. note: why they do not.
    """

    sort: str
    stated: str
    finding: Finding | None
    verdicts: Mapping[str, str]
    formulas: Mapping[str, str]
    vetoes: bool = False
    weighs: bool = False
    note: str = ""

    @property
    def impossible(self) -> frozenset[str]:
        """The chips that it rules out by itself, whether or not it may."""
        return frozenset(chip for chip, verdict in self.verdicts.items() if verdict == IMPOSSIBLE)

    def shares(self) -> Mapping[str, float]:
        """What part of its weight each chip gets."""
        return {chip: _SHARES.get(verdict, 1.0) for chip, verdict in self.verdicts.items()}


def reckonings(
    findings: Iterable[Finding], asked: Asked, candidates: Sequence[Chip], declared: Sequence[str], rules: Weights
) -> tuple[Reckoning, ...]:
    """Everything that the numbers among the findings say of one stage of one model; the release's date comes first.

    declared: families that the authors name for this stage.
    """
    known = [found for found in findings if found.counts and not is_guide(found) and _speaks(found, asked)]
    work = workload(asked.model)
    found = [
        *_release(asked, candidates, rules),
        *_memory(known, asked, candidates, work),
        *_hours(known, asked, candidates, work),
        *_rates(known, asked, candidates, work),
        *_peaks(known, candidates),
        *_devices(known, candidates),
        *_days(known, asked, candidates),
    ]
    once: dict[tuple[str, str], Reckoning] = {}
    for one in found:
        # What is said in two places or languages is one number; the first that may be used stands for it.
        checked = _checked(one, asked, candidates, declared)
        if (one.sort, one.stated) not in once or (checked.vetoes and not once[one.sort, one.stated].vetoes):
            once[one.sort, one.stated] = checked
    return tuple(once.values())


def excluded(found: Iterable[Reckoning], before: Mapping[str, float]) -> frozenset[str]:
    """The chips that may be ruled out; none where that would leave no chip at all."""
    out = frozenset(chip for one in found if one.vetoes for chip in one.impossible)
    return out if any(chip not in out for chip in before if before[chip] > 0 and chip != "other") else frozenset()


def leanings(
    found: Iterable[Reckoning], signals: Mapping[str, Signal], asked: Asked, rules: Weights
) -> tuple[Contribution, ...]:
    """What the reckonings add to the odds: one contribution a sort, the strongest, since they repeat one run."""
    best: dict[str, Contribution] = {}
    for one in found:
        if not one.weighs or one.finding is None or len(set(one.shares().values())) < 2:
            continue
        signal = signals[one.finding.signal]
        log_ratio, said = power(one.finding, signal, asked, rules)
        made = Contribution(
            signal, one.finding, log_ratio, _stage(one.finding) != asked.stage, (), f"{one.sort}: {one.stated}",
            relation=said, shares=one.shares(),
        )  # fmt: skip
        if log_ratio > 0 and (one.sort not in best or log_ratio > best[one.sort].log_ratio):
            best[one.sort] = made
    return tuple(best.values())


def _stage(finding: Finding) -> str:
    return FOLDED.get(finding.stage, finding.stage)


def _speaks(finding: Finding, asked: Asked) -> bool:
    return relation(finding, asked.model, asked.others) != "other"


def _own(finding: Finding, asked: Asked) -> bool:
    """Whether a number is about this stage, and the model that is named or the only one there is."""
    said = relation(finding, asked.model, asked.others)
    return _stage(finding) == asked.stage and (said == "same" or (said == "unsaid" and not asked.others))


def _checked(one: Reckoning, asked: Asked, candidates: Sequence[Chip], declared: Sequence[str]) -> Reckoning:
    """The reckoning, without its veto where the number is not the model's own or contradicts what is named."""
    if one.finding is None or not one.vetoes:
        return one
    if not _own(one.finding, asked):
        return replace(one, vetoes=False, note="it may be the number of another model")
    for families in (named_families(one.finding.chips), tuple(declared)):
        named = [chip.id for chip in candidates if chip.family in families]
        if named and one.impossible.issuperset(named):
            return replace(one, vetoes=False, weighs=False, note="it would exclude what the authors name: misread")
    return one


def _release(asked: Asked, candidates: Sequence[Chip], rules: Weights) -> Iterator[Reckoning]:
    """The chips that shipped, or were announced, too late for the release; the prior leaves them out."""
    if asked.released is None:
        return
    in_time = {chip.id: shipped_in_time(chip, asked.stage, asked.released, rules) for chip in candidates}
    verdicts = {chip: "possible" if able else IMPOSSIBLE for chip, able in in_time.items()}
    lead = rules.number("pretraining_lead_days") if asked.stage == "pretraining" else 0
    windows = {
        chip.id: dates.training_window(
            chip, asked.released, training_days=lead if chip.interval("available") else 0
        ) for chip in candidates
    }  # fmt: skip
    formulas = {chip: window.reason for chip, window in windows.items()}
    yield Reckoning("dates", f"released {asked.released}", None, verdicts, formulas, vetoes=True)


def _days(known: Iterable[Finding], asked: Asked, candidates: Sequence[Chip]) -> Iterator[Reckoning]:
    """A run of so many days began that long before the release; the shortest that is told counts."""
    told = [one for one in known if one.days and 1 <= one.days <= 400 and asked.stage in _TRAINED and _own(one, asked)]
    shortest = min(told, key=lambda one: one.days or 0.0, default=None)
    if shortest is None or asked.released is None or asked.released < date(2000, 1, 1):
        return
    windows = {chip.id: dates.training_window(chip, asked.released, training_days=shortest.days or 0) for chip in
               candidates}  # fmt: skip
    yield Reckoning(
        "dates", f"a run of {shortest.days:g} days before {asked.released}", shortest,
        {chip: window.verdict for chip, window in windows.items()},
        {chip: window.reason for chip, window in windows.items()}, vetoes=True,
    )  # fmt: skip


def _memory(known: Iterable[Finding], asked: Asked, candidates: Sequence[Chip], work: Workload) -> Iterator[Reckoning]:
    """A least number of devices for serving. In training, weights may lie in the host's memory, so it says nothing."""
    for one in known:
        devices = int(one.value or 0) if one.signal == "T05" and (one.value or "").isdigit() else 0
        if not devices or not asked.stage == _stage(one) == "serving" or work.least_parameters is None:
            continue
        said = _FORMAT.search(one.token)
        each = _BYTES[said[1].lower()] if said else _LEAST_BYTES
        weights = work.least_parameters * each / 1e9
        fits = {fit.chip.id: fit for fit in memoryfit.memory_fit(weights, devices, candidates)}
        format_ = said[1] if said else "at least 4 bit"
        yield Reckoning(
            "memory", f"{devices} devices for {weights:,.0f} GB of weights ({format_})", one,
            # Without a format the weights may be larger, so that fewer devices would not have done.
            {chip: fit.verdict if said or fit.verdict != memoryfit.NEEDLESS else UNKNOWN for chip, fit in fits.items()},
            {chip: fit.formula for chip, fit in fits.items()}, vetoes=True, weighs=said is not None,
        )  # fmt: skip


def _hours(known: Iterable[Finding], asked: Asked, candidates: Sequence[Chip], work: Workload) -> Iterator[Reckoning]:
    """Device-hours of a pre-training against its work; the most hours that are told, since parts are told too."""
    told = [(hours, one) for one in known if asked.stage in _TRAINED and _own(one, asked) and (hours := _told(one))]
    if not told or work.training_flops is None:
        return
    hours, one = max(told, key=lambda pair: pair[0])
    least, most = work.training_flops
    found = {chip.id: _best(chip, (least / (hours * rates.HOUR * rates.TERA), most)) for chip in candidates}
    stated = f"{hours:,.0f} device-hours for at least {least:.3g} FLOP"
    yield _of_rates("hours", stated, one, found)


def _told(finding: Finding) -> float | None:
    if finding.device_hours:
        return finding.device_hours
    return finding.count * finding.days * 24 if finding.count and finding.days else None


def _rates(known: Iterable[Finding], asked: Asked, candidates: Sequence[Chip], work: Workload) -> Iterator[Reckoning]:
    """Achieved rates of training, stated or from tokens a second, against what each chip has."""
    for one in known:
        if one.context != "prose" or _stage(one) != asked.stage or asked.stage not in TRAINING:
            continue
        tokens = _TOKEN_RATE.search(one.token) if one.signal == "T12" else None
        if one.signal == "T07" and one.value:
            achieved, stated = float(one.value), f"{float(one.value):g} TFLOP/s a device"
        elif tokens and work.token_flops:
            achieved = float(tokens[1]) * work.token_flops / rates.TERA
            stated = f"{tokens[1]} tokens/s a device x {work.token_flops:.3g} FLOP = {achieved:.4g} TFLOP/s"
        else:
            continue
        found = {chip.id: _best(chip, (achieved, achieved)) for chip in candidates}
        yield _of_rates("rate", stated, one, found)


def _of_rates(sort: str, stated: str, one: Finding, found: Mapping[str, rates.Rate]) -> Reckoning:
    verdicts = {chip: rate.verdict for chip, rate in found.items()}
    formulas = {chip: rate.formula for chip, rate in found.items()}
    return Reckoning(sort, stated, one, verdicts, formulas, vetoes=True, weighs=True)


def _best(chip: Chip, achieved: tuple[float, float]) -> rates.Rate:
    """The verdict at 16 bits, unless only a format that the chip has beyond it makes the rate possible.

    Impossible is what the fastest format of the chip cannot do; a rate above 16 bits alone is implausible, because
    runs in 8 bits are told against the 16-bit peak and reach less of theirs.
    """
    at_16 = [
        rates.from_rate(achieved[0], chip, precision=name)
        for name in ("bf16", "fp16")
        if chip.interval(f"rate_{name}_tops")
    ]
    if not at_16:
        return rates.from_rate(achieved[0], chip)
    best = min(at_16, key=lambda rate: rate.share[0] if rate.share else 0.0)
    if best.verdict != IMPOSSIBLE:
        return best
    for name in _FLOATS:
        if chip.interval(f"rate_{name}_tops"):
            rate = rates.from_rate(achieved[0], chip, precision=name)
            if rate.verdict != IMPOSSIBLE:
                return replace(rate, verdict=rates.IMPLAUSIBLE, formula=f"{rate.formula} at {name.upper()}")
    return best


def _peaks(known: Sequence[Finding], candidates: Sequence[Chip]) -> Iterator[Reckoning]:
    """A rate and its utilisation, told together, give the peak of the device."""
    uses = [one for one in known if one.signal == "T07-mfu" and one.value]
    for one in (one for one in known if one.signal == "T07" and one.value):
        near = [use for use in uses if use.path == one.path and abs(use.line - one.line) <= _TOGETHER]
        if len({use.value for use in near}) != 1:
            continue
        share = float(near[0].value or 0) / 100
        if not 0.05 <= share <= 1:
            continue
        peak = float(one.value or 0) / share
        stated = f"{float(one.value or 0):g} TFLOP/s at {share:.1%} of the peak = {peak:.4g} TFLOP/s"
        verdicts = {chip.id: _near(chip, peak) for chip in candidates}
        yield Reckoning("peak", stated, one, verdicts, {}, weighs=True)


def _near(chip: Chip, peak: float) -> str:
    known = [found for name in ("bf16", "fp16") if (found := chip.interval(f"rate_{name}_tops"))]
    if not known:
        return UNKNOWN
    apart = min(max(found.low - peak, peak - found.high, 0.0) / peak for found in known)
    return PLAUSIBLE if apart <= limit("near_peak") else "unlike"


def _devices(known: Iterable[Finding], candidates: Sequence[Chip]) -> Iterator[Reckoning]:
    """Rows of devices without a name. Their signal's own predicate moves the odds, so they weigh nothing here."""
    for one in known:
        device = anonymous.read_row(one.token) if one.signal == "T06-device" else None
        if device is None:
            continue
        fits = {found.chip.id: found for found in anonymous.candidates(device, candidates)}
        flag = {True: ", FP8", False: ", no FP8", None: ""}[device.fp8]
        verdicts = {chip.id: PLAUSIBLE if chip.id in fits else "unlike" for chip in candidates}
        formulas = {chip: f"peak {found.distance:.1%} apart, {found.quality}" for chip, found in fits.items()}
        stated = f"device {device.label}: {device.peak:g} TFLOP/s, {device.memory:g} GB{flag}"
        yield Reckoning("device", stated, one, verdicts, formulas, note="its predicate weighs as a finding")
