"""Whether a claimed training run is possible: what it implies, against what the chip and the best plan can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..quantities import Interval
from .claim import Claim
from .compute import peak_rate
from .implied import CONVENTIONS, HOUR, TERA, Reading, disagreement, hours_of, price_of, shares_of
from .quantity import GIVEN, Quantity, derived, given, show
from .run import BITS, RATES, Question
from .train import Run, train
from .training.coefficients import interval

USUAL_COUNT = 2048
WIDER = 2.326 / 1.282  # normal quantiles of 99 % and 90 %
TIMES = 10.0  # shares from here on are said as multiples
SIX = Interval.exact(6)  # FLOP of a weight and token, forward and backward (arXiv 2001.08361)
VERDICTS = {
    "plausible": "the chip-hours lie where the best plan's interval, or a slower run, would put them",
    "implausible": "faster than all but one in a hundred runs by the best plan would be; or no plan fits",
    "impossible": "more FLOP/s than the chip has, or a format that it has no units for",
    "inconsistent": "the numbers of the sentence contradict one another",
    "depends": "a number is missing",
}


@dataclass
class _Judging:
    """The answer while it is put together."""

    claim: Claim
    body: dict[str, Any] = field(default_factory=dict)

    def end(self, verdict: str, reason: str, missing: str | None = None) -> dict[str, Any]:
        return self.body | {"verdict": verdict, "reason": reason, "missing": [missing] if missing else []}


def verify(claim: Claim) -> dict[str, Any]:
    """Verdict, formula, inputs and interval of a claim, as plain data.

    Keys: verdict, reason, missing, chip_hours, flops, utilisation (of the dense 16-bit peak), utilisation_limit (the
    highest rate of the chip over that peak), predicted (the estimate's chip-hours by precision), predicted_utilisation,
    price, count_assumed. Raises UserError where the model's FLOPs are not known.
    """
    judging = _Judging(claim, {"claim": claim.to_dict(), "predicted": {}, "predicted_utilisation": {}, "price": None})
    rate, _ = peak_rate(claim.chip)
    runs, bad = _runs(claim)
    run = next(iter(runs.values()), None)
    tokens = claim.tokens.value if claim.tokens else run.tokens.value if run else None
    if tokens is None and (claim.hours_per_token or claim.days_per_token):
        tokens = TERA
    readings = hours_of(claim, tokens)
    hours = readings[0].quantity if readings else None
    judging.body |= {"chip_hours": hours.to_dict() if hours else None, "price": price_of(claim, hours)}
    stated = [reading for reading in readings if claim.tokens or "token" not in reading.words]
    apart = disagreement(stated)
    if apart:
        return judging.end("inconsistent", "; but ".join(_says(reading) for reading in apart))
    if bad:
        return judging.end(*bad)
    if rate.value is None:
        return judging.end("depends", f"no 16-bit rate of {claim.chip.name} is known", "rate_bf16_tops")
    per_token = run.flops_per_token if run else None
    if claim.model is None:
        return _without_model(judging, hours, rate)
    shares = shares_of(claim, per_token, rate.value)
    if hours is not None and tokens is not None and per_token is not None:
        shares.insert(0, _share(judging, tokens, per_token, hours, rate))
    apart = disagreement(shares, CONVENTIONS)
    if apart:
        texts = [f"{reading.words} {_percent(reading.quantity.known)} of the peak" for reading in apart]
        ways = f"more than different ways of counting FLOPs explain (a factor of {CONVENTIONS:g})"
        return judging.end("inconsistent", f"{texts[0]}, but {texts[1]}: {ways}")
    if not shares:
        return judging.end("depends", f"how many tokens {claim.model.name} was trained on is not known", "tokens")
    return _against_plans(judging, shares[0], hours, tokens, rate.value, runs)


def _against_plans(
    judging: _Judging, share: Reading, hours: Quantity | None, tokens: Interval | None, rate: Interval,
    runs: dict[str, Run],
) -> dict[str, Any]:  # fmt: skip
    claim = judging.claim
    limit = _limit(claim, rate)
    known = {name: run for name, run in runs.items() if run.utilisation.value is not None}
    by_hours = hours is not None and tokens is not None
    predicted = {name: run.chip_hours for name, run in known.items() if run.chip_hours.value is not None and by_hours}
    judging.body |= {
        "utilisation": share.quantity.to_dict(), "utilisation_limit": limit, "count_assumed": claim.count is None,
        "predicted": {name: found.to_dict() for name, found in predicted.items()},
        "predicted_utilisation": {name: run.utilisation.to_dict() for name, run in known.items()},
    }  # fmt: skip
    said = share.quantity.known
    implied = f"it implies {_of_peak(said)}"
    if said.low > limit:
        return judging.end("impossible", f"{implied}, and the chip has {limit:.0%} at most")
    if not known:
        first = next(iter(runs.values()))
        if first.verdict == "no-plan-fits":
            return judging.end("implausible", f"{implied}; {first.reason}")
        return judging.end("depends", f"{implied}; {first.reason}", first.missing)
    count = claim.count or USUAL_COUNT
    where = f"for {count:,} chips in {' or '.join(name.upper() for name in known)}"
    if predicted and hours is not None:
        low, high = (
            end([getattr(q.known, side) for q in predicted.values()]) for end, side in ((min, "low"), (max, "high"))
        )
        there = f"the estimate {where} is {show(Interval(low, high))} chip-hours"
        least = {name: found.known.low * _edge() for name, found in predicted.items()}
        if hours.known.high < min(least.values()):
            return judging.end("implausible", f"{implied}; {there} in four of five cases, far more than claimed")
        slow = "; slower than it need be" if hours.known.low > high else ""
        slow = "; faster than nine of ten would be" if hours.known.high < low else slow
        fast = [name.upper() for name, end in least.items() if end <= hours.known.high]
        alone = f"; in {' or '.join(fast)} alone" if len(fast) < len(predicted) else ""
        return judging.end("plausible", f"{implied}; {there}{alone}{slow}")
    high = max(run.utilisation.known.high for run in known.values())
    low = min(run.utilisation.known.low for run in known.values())
    there = f"the estimate {where} reaches {_percent(Interval(low, high))}"
    if said.low > max(run.utilisation.known.high / _edge() for run in known.values()):
        return judging.end("implausible", f"{implied}; {there} in four of five cases, far less than claimed")
    return judging.end("plausible", f"{implied}; {there}{'; more than nine of ten would' if said.low > high else ''}")


def _edge() -> float:
    """What the fast end of an interval of 80 % is multiplied by for one of 98 %, errors being log-normal.

    By the interval of plans that are told: how much slower runs are than the best plan says nothing of its fast end.
    """
    low, high = interval("full")
    return float((low / high) ** ((WIDER - 1) / 2))


def _without_model(judging: _Judging, hours: Quantity | None, rate: Quantity) -> dict[str, Any]:
    """What can be said of chips alone, or of a number of weights."""
    claim = judging.claim
    limit = _limit(claim, rate.known)
    judging.body["utilisation_limit"] = limit
    shares = shares_of(claim, None, rate.value)
    if claim.parameters and claim.tokens and hours is not None:
        value = SIX * claim.parameters.value * claim.tokens.value
        text = f"6 x {show(claim.parameters.value)} parameters x {show(claim.tokens.value)} tokens = {show(value)} FLOP"
        flops = derived(value, "FLOP", text, given(claim.tokens.value, "token", "claimed"))
        judging.body["flops"] = flops.to_dict()
        shares.insert(0, _over(flops, hours, rate, "chip-hours"))
    if shares:
        said = shares[0].quantity
        judging.body["utilisation"] = said.to_dict()
        implied = f"it implies {_of_peak(said.known)}"
        if said.known.low > limit:
            return judging.end("impossible", f"{implied}, and the chip has {limit:.0%} at most")
        return judging.end("depends", f"{implied}; no model is named that plans could be tried for", "model")
    if hours is not None:
        text = f"{show(hours.known)} chip-hours x 3,600 s x {show(rate.known)} TFLOP/s"
        judging.body["flops"] = derived(hours.known * rate.known * HOUR * TERA, "FLOP", text, hours, rate).to_dict()
    return judging.end(
        "depends", "no model is named, so that only the most FLOPs these chip-hours hold are known", "model"
    )


def _share(judging: _Judging, tokens: Interval, per_token: Quantity, hours: Quantity, rate: Quantity) -> Reading:
    text = f"{show(tokens)} tokens x {show(per_token.known)} FLOP/token"
    flops = derived(tokens * per_token.known, "FLOP", text, per_token)
    judging.body["flops"] = flops.to_dict()
    return _over(flops, hours, rate, "chip-hours and tokens imply")


def _over(flops: Quantity, hours: Quantity, rate: Quantity, words: str) -> Reading:
    value = flops.known / (hours.known * rate.known * HOUR * TERA)
    text = (
        f"{show(flops.known)} FLOP / ({show(hours.known)} chip-hours x 3,600 s x {show(rate.known)} TFLOP/s) = "
        f"{show(value)} of the dense 16-bit peak"
    )
    return Reading(words, derived(value, "share of peak", text, flops, hours, rate), value)


def _runs(claim: Claim) -> tuple[dict[str, Run], tuple[str, str, str | None] | None]:
    """Estimates by precision; or the verdict, reason and missing figure where the chip cannot compute as claimed."""
    chip = claim.chip
    if claim.precision:
        key = RATES.get(BITS[claim.precision])
        if key and key not in chip.figures:
            native = chip.native_precisions
            base = claim.precision.removeprefix("mx").removeprefix("nv")
            if native is not None and base not in native:
                return {}, ("impossible", f"{chip.name} has no units for {claim.precision.upper()}", None)
            return {}, ("depends", f"no rate of {chip.name} for {claim.precision} is known", key)
    if claim.model is None:
        return {}, None
    names = [claim.precision] if claim.precision else ["bf16"] + (["fp8"] if "rate_fp8_tops" in chip.figures else [])
    tokens = claim.tokens.value if claim.tokens else None
    count = claim.count or USUAL_COUNT
    return {name: train(Question(claim.model, chip, count, name), tokens=tokens) for name in names}, None


def _limit(claim: Claim, rate: Interval) -> float:
    """The highest dense rate that training uses over the 16-bit one."""
    bits = [BITS[claim.precision]] if claim.precision else [8.0]
    rates = [found for bit in bits if (key := RATES.get(bit)) and (found := claim.chip.interval(key)) is not None]
    return max([1.0, *(found.high / rate.low for found in rates)])


def _says(reading: Reading) -> str:
    if reading.quantity.kind == GIVEN:
        return f"{show(reading.quantity.known)} {reading.words} are claimed"
    return f"{reading.words}: {reading.quantity.formula}"


def _of_peak(share: Interval) -> str:
    return f"{_percent(share)}{' of' if share.high < TIMES else ''} the dense 16-bit peak"


def _percent(share: Interval) -> str:
    low, high = (f"{end:.1%}" if end < TIMES else f"{end:,.0f} times" for end in (share.low, share.high))
    return low if low == high else f"{low} to {high}"
