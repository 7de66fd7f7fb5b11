"""The flat public API: one function a question, plain arguments, results with to_dict()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import catalog, law
from .catalog import DEFAULT, Chip, Model
from .catalog import Interpretation as Interpretation
from .errors import needs
from .law.reading import DEFAULT as READING
from .law.reading import Reading as Reading

if TYPE_CHECKING:
    from .attribution import Attribution
    from .evidence import Evidence
    from .law.proof import Proof
    from .performance import TrainingEstimate
    from .performance.run import Question
    from .performance.search import Best, Candidate
    from .performance.serving.estimate import ServingEstimate
    from .performance.techniques import Waterfall
    from .performance.train import Run
    from .quantities import Interval
    from .report import Report

Progress = Callable[[int, int], None]


def own_facts(folder: str | Path) -> AbstractContextManager[None]:
    """A context in which a folder of your own chips, architectures and sources goes over ours, laid out as facts/ is.

    Raises UserError, with file, line and key, for what the schema refuses.
    """
    from .facts import store
    from .facts.schema.overlay import read_overlay

    return store.overlaid(read_overlay(Path(folder)))


def chip(name: str) -> Chip:
    """The chip with this id, name, alias or family, or the one that `name=x, bf16_dense=400, die_area=800` describes.

    Raises UserError naming the nearest.
    """
    return catalog.find_chip(name).chip


def model(name: str) -> Model:
    """The model with this id, name or alias; raises UserError naming the nearest."""
    return catalog.find_model(name)


def classify(
    chip: str | Chip,
    on: str,
    destination: str,
    *,
    headquarters: str | None = None,
    exporter: str | None = None,
    transaction: str = "export",
    layer: str = "enforced",
    interpretation: Interpretation = DEFAULT,
    changes: Mapping[str, float] | None = None,
    counterfactual: law.Counterfactual | None = None,
    facts: Mapping[str, str | float] | None = None,
    readings: Reading = READING,
) -> law.Decision:
    """Both verdicts on a chip for one day and destination: the item's and the transaction's.

    on: ISO date. layer: enforced or codified. changes: thresholds of a counterfactual by full name. counterfactual:
    what `counterfactual` gives. facts: of the parties and quantities, such as {"end_user_listed": "yes"}. readings: of
    the rules. Raises UserError for a chip, date, country, layer, fact or threshold that is not known.
    """
    match = catalog.find_chip(chip) if isinstance(chip, str) else None
    return law.classify(
        match.chip if match else chip,  # type: ignore[arg-type]
        on,
        destination,
        headquarters=headquarters,
        exporter=exporter,
        kind=transaction,
        layer=layer,
        interpretation=interpretation,
        changes=changes,
        counterfactual=counterfactual,
        facts=facts,
        readings=readings,
        resolved=match.note if match else None,
    )


def flips(chip: str | Chip, on: str, destination: str, **options: Any) -> dict[str, Any]:
    """What would change the answer of `classify`: the smallest change of each figure, later days, other readings.

    options: as for `classify`. Every entry was found by asking again; errors are those of `classify`.
    """
    from .law.flip import flips as flips_of

    found = catalog.find_chip(chip).chip if isinstance(chip, str) else chip
    if "transaction" in options:
        options["kind"] = options.pop("transaction")
    return flips_of(law.question(found, on, destination, **options))


def counterfactual(
    *,
    changes: Mapping[str, float] | None = None,
    patches: Iterable[str | Path] = (),
    rules: Iterable[str | Path] = (),
) -> law.Counterfactual:
    """A law that was never enacted, for every question to the law: thresholds by full name, patch files, rule files.

    Raises UserError for a threshold or file that is not known, and for what the schema of the facts refuses.
    """
    from .law.counterfactual import combined, moved
    from .law.rulefile import read_patch, read_rule

    return combined((*map(read_rule, rules), *map(read_patch, patches), moved(changes or {})))


def classify_table(columns: Mapping[str, Any], on: str, destination: str, **options: Any) -> law.TableVerdicts:
    """Both verdicts for a table of hypothetical chips, a million rows in a fraction of a second.

    columns: arrays in float64 by attribute (tpp [TPP], die_area [mm2] or performance_density, io_bandwidth,
    memory_bandwidth and interconnect_bandwidth [GB/s], marketed_for_datacenter as booleans, vendor as words); one value
    stands for all rows, NaN and what is left out are unknown. options: headquarters, exporter, kind, layer and
    counterfactual. Raises TypeError for float32, else as `classify`.
    """
    from .law.table import classify_table as classify_all

    return classify_all(columns, on, destination, **options)


def timeline(
    chip: str | Chip,
    begins: str,
    ends: str,
    destination: str,
    *,
    headquarters: str | None = None,
    exporter: str | None = None,
    transaction: str = "export",
    layer: str = "enforced",
    interpretation: Interpretation = DEFAULT,
    changes: Mapping[str, float] | None = None,
    counterfactual: law.Counterfactual | None = None,
    facts: Mapping[str, str | float] | None = None,
    readings: Reading = READING,
) -> tuple[law.Period, ...]:
    """The status of a chip over a span of days, as periods of unchanged verdicts; dates are ISO text.

    Other options as for `classify`. Raises ValueError where the last day is before the first.
    """
    found = catalog.find_chip(chip).chip if isinstance(chip, str) else chip
    asked = law.question(
        found, begins, destination, headquarters=headquarters, exporter=exporter, kind=transaction, layer=layer,
        interpretation=interpretation, changes=changes, counterfactual=counterfactual, facts=facts, readings=readings,
    )  # fmt: skip
    return law.periods_of(asked, date.fromisoformat(ends))


def prove(
    rule: str,
    *,
    against: str | None = None,
    above: Mapping[str, str | float | Fraction] | None = None,
    dies: int = 2,
    datacenter: bool = True,
    changes: Mapping[str, float] | None = None,
    counterfactual: law.Counterfactual | None = None,
) -> Proof:
    """What a rule provably lets through, over all chips that could be made; with another rule, how they differ.

    rule: an act, a rule file, or a day. above: metrics that an escaping chip should have at least. dies: of the full
    reticle at most. changes: thresholds of a counterfactual by full name. counterfactual: a whole one, with files.
    Raises UserError for what is not known, and where z3-solver is not installed.
    """
    try:
        from .law.counterfactual import combined, moved
        from .law.proof import Designs, find_subject
        from .law.proof import prove as prove_rule

        law_of_rule = combined((counterfactual or law.Counterfactual(), moved(changes or {})))
        subject = find_subject(rule, law_of_rule)
        other = find_subject(against) if against else None
        floors = {name: Fraction(str(value)) for name, value in (above or {}).items()}
        return prove_rule(subject, other, Designs(dies, datacenter), floors)
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        raise needs("proofs need", "z3-solver", "prove") from None


def scan(
    path: str | Path, *, revision: str | None = None, history: bool = True, progress: Progress | None = None
) -> Evidence:
    """The evidence in a folder, git repository, archive, PDF or other file; nothing in it is executed.

    Raises UserError for a path that does not exist, and for a revision that is not there.
    """
    from .evidence import scan as scan_path

    return scan_path(path, revision=revision, history=history, progress=progress)


def attribute(evidence: Evidence, *, country: str, released: str) -> Attribution:
    """The audited reading of some evidence: for each stage a distribution over chips, and what is disclosed."""
    from .attribution import attribute as attribute_evidence

    return attribute_evidence(evidence, catalog.chips(), country=country, released=date.fromisoformat(released))


def estimate_training(
    model: str | Model, on: str | Chip, *, count: int | None = None, tokens: float | Interval | None = None
) -> TrainingEstimate:
    """Memory, time and cost of pre-training a model on a chip, as intervals."""
    from .performance import estimate_training as estimate
    from .quantities import Interval

    found_model = catalog.find_model(model) if isinstance(model, str) else model
    found_chip = catalog.find_chip(on).chip if isinstance(on, str) else on
    amount = Interval.exact(tokens) if isinstance(tokens, int | float) else tokens
    return estimate(found_model, found_chip, count=count, tokens=amount)


def train(
    model: str | Model,
    on: str | Chip,
    count: int,
    *,
    tokens: float | tuple[float, float] | Interval | None = None,
    mfu: float | tuple[float, float] | Interval | None = None,
    day: str | None = None,
    place: str | None = None,
    **options: Any,
) -> Run:
    """Days, chip-hours, money and energy of a training run by its fastest plan, or at a share of the peak (mfu).

    day, place: of prices. options: precision, sequence, batch, lora_rank, year, and held={"tp": 8, ...} for fields of
    the plan that stand fixed. Raises UserError for a plan or a size that cannot be.
    """
    from .performance.train import train as estimate

    asked = _question(model, on, count, options)
    when = date.fromisoformat(day) if day else None
    return estimate(asked, tokens=_interval(tokens), mfu=_interval(mfu), day=when, place=place)


def plan(
    model: str | Model,
    on: str | Chip,
    count: int,
    *,
    by: str = "time",
    top: int = 1,
    every: bool = False,
    **options: Any,
) -> Best:
    """The best plans of a training run, exact: by time or memory of a step; options as for `train`.

    every: over all switches, else over those that are not dominated and usual on short sequences.
    """
    from .performance.run import plans

    return plans(_question(model, on, count, options), top, by, every)


def fewest_chips(model: str | Model, on: str | Chip, **options: Any) -> tuple[int, Candidate] | None:
    """The fewest chips that hold the training of a model, with the plan; None where no count does."""
    from .performance.run import fewest

    return fewest(_question(model, on, 1, options))


def technique_gap(
    model: str | Model, on: str | Chip, versus: str | Chip, count: int = 2048, *, phase: str = "train",
    input_tokens: int = 4096, output_tokens: int = 512, tpot: float = 0.05, with_: Iterable[str] = (),
    without: Iterable[str] = (),
) -> Waterfall:  # fmt: skip
    """What techniques leave of the gap between two chips in training or serving a model, and the fewest that close it.

    phase: train, prefill or decode; of serving input_tokens, output_tokens and tpot, what a token may take at most [s].
    """
    from .performance.techniques import Asked, serving_waterfall, waterfall

    if phase == "train":
        here, there = (_question(model, chip, count, {}) for chip in (on, versus))
        return waterfall(here, there, with_, without)
    found = catalog.find_model(model) if isinstance(model, str) else model
    chips = [catalog.find_chip(chip).chip if isinstance(chip, str) else chip for chip in (on, versus)]
    side, other = (Asked(found, chip, count, phase, input_tokens, output_tokens, tpot) for chip in chips)
    return serving_waterfall(side, other, with_, without)


def serve(
    model: str | Model,
    on: str | Chip,
    count: int,
    *,
    input_tokens: float | tuple[float, float] = 2048,
    output_tokens: float | tuple[float, float] = 512,
    **options: Any,
) -> ServingEstimate:
    """Times, rates and memory of serving a model in steady state; options as of serving.estimate.estimate_serving.

    A pair stands for a span, of tokens, concurrency, acceptance, prefix and targets.
    """
    from .performance.serving.span import SPANS, estimate_over

    found_model = catalog.find_model(model) if isinstance(model, str) else model
    found_chip = catalog.find_chip(on).chip if isinstance(on, str) else on
    given = options | {"input_tokens": input_tokens, "output_tokens": output_tokens}
    spans = {name: span for name in SPANS if (span := _interval(given.pop(name, None))) is not None}
    return estimate_over(found_model, found_chip, spans, count=count, **given)


def check_claim(sentence: str, chip: str | Chip | None = None) -> dict[str, Any]:
    """Verdict, formula, inputs and interval of a sentence such as `2.788M H800-hours for 14.8T tokens of deepseek-v3`.

    chip: the one that it is about where it names none. Raises UserError where no chip is named, or nothing that could
    be checked.
    """
    from .performance.claim import read_claim
    from .performance.verify import verify

    described = catalog.find_chip(chip).chip if isinstance(chip, str) else chip
    return verify(read_claim(sentence, described))


def moat(settings: Iterable[str] = (), **options: Any) -> dict[str, Any]:
    """How far ahead the leader's compute is, and what a denial is worth over time, as `whackachip moat --json` has it.

    settings: `name=number` or `name=sourced` each. options: seed, samples, prior, denial, years, sobol, as of
    stress.moat.answer.answer. Raises UserError for what is not known or cannot be.
    """
    from .stress.moat.answer import answer

    return answer(settings, **options)


def stress_test(
    rule: str, *, as_of: str | None = None, mode: str = "fuse", market: str = "datacenter", objective: str = "mix",
    model: str | None = None, base: str | None = None, bits: int = 16, alone: bool = False, seed: int = 0,
    changes: Mapping[str, float] | None = None, counterfactual: law.Counterfactual | None = None, sweep: bool = True,
    jobs: int = 1,
) -> dict[str, Any]:  # fmt: skip
    """What a rule denies, what slips under it and why, as `whackachip stress --json` has it.

    mode: fuse (cut a chip on sale), free (design anew) or existing. objective: a phase, mix, price-performance or
    weights. base: the chip to cut. alone: without the law around the rule. sweep: move the threshold that binds, in
    so many jobs. Raises UserError for what is not known, an empty design space, and work that no design can do.
    """
    from .law.counterfactual import combined, moved
    from .stress.designer.answer import Asked, check
    from .stress.trial import trial

    asked = Asked(rule, as_of, mode, market, objective, model, base, float(bits), alone, seed)
    check(asked)
    whole = combined((counterfactual or law.Counterfactual(), moved(changes or {})))
    return trial(asked, whole, jobs=jobs, swept=sweep)


def stress_compare(rules: Sequence[str], *, objective: str = "mix", **options: Any) -> dict[str, Any]:
    """Rules side by side, as `whackachip stress compare --json`; options, errors: stress.counterfactual.compare."""
    from .stress.counterfactual import compare

    return compare(rules, goal=objective, **options)


def stress_sweep(rule: str, vary: Mapping[str, Sequence[float]], **options: Any) -> dict[str, Any]:
    """Thresholds moved, by name to their values, as `whackachip stress sweep`; options: stress.counterfactual.sweep."""
    from .stress.counterfactual import sweep

    return sweep(rule, vary, goal=options.pop("objective", "mix"), **options)


def stress_designs(rules: Sequence[str], as_of: str, **options: Any) -> dict[str, Any]:
    """Designs of a day drawn, as `stress sweep --designs`; options, errors: stress.sweep.designs.sweep_designs."""
    from .stress.sweep.designs import sweep_designs

    return sweep_designs(rules, as_of, **options)


def rule_metrics(rule: str, as_of: str | None = None, **options: Any) -> dict[str, Any]:
    """The 14 metrics of a rule with the literature's values, as `whackachip denial --json` has them.

    options: settings, versus, changes, seed, samples, prior, as of stress.metric.answer.answer. Raises UserError.
    """
    from .stress.metric.answer import answer

    return answer(rule, as_of, **options)


def whack(rule: str, count: int = 3, **options: Any) -> dict[str, Any]:
    """Rounds of rule, answer and repair from a rule on, as `whackachip whack --json` has them.

    options: settings, changes, existing_only, seed, samples, as of stress.whack.answer.answer. Raises UserError.
    """
    from .stress.whack.answer import answer

    return answer(rule, count=count, **options)


def whack_history(seed: int = 0, samples: int = 20_000) -> dict[str, Any]:
    """Every round and repair that happened, and each rule foretold from the others alone."""
    from .stress.whack.answer import history

    return history(seed, samples)


def _question(model: str | Model, on: str | Chip, count: int, options: dict[str, Any]) -> Question:
    from .performance.run import Question

    found_model = catalog.find_model(model) if isinstance(model, str) else model
    found_chip = catalog.find_chip(on).chip if isinstance(on, str) else on
    return Question(found_model, found_chip, count, **options)


def _interval(value: float | tuple[float, float] | Interval | None) -> Interval | None:
    from .quantities import Interval

    if isinstance(value, tuple):
        return Interval(*value)
    return Interval.exact(float(value)) if isinstance(value, int | float) else value


def investigate(
    subject: str,
    *,
    on: str | None = None,
    to: str | None = None,
    model: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """The whole investigation of a bundled case or a path; .save(folder) writes the report."""
    from .investigation import investigate as run
    from .report import Report

    return Report(run(subject, on=on, to=to, model=model, progress=progress, lazy=True))
