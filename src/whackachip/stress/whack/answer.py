"""Whack-a-mole as plain data: the rounds of a rule as they were, and as they may go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...errors import UserError
from ...facts import store
from ...law.counterfactual import moved
from ...law.provision import READ_UNTIL
from ...provenance import provenance
from ...quantities import Spread
from ..asked import asked_again
from ..cited import with_sources
from ..metric.scene import ruling_of
from ..moat.parameter import Draws, Settings, cautions, check_samples, inputs, read_settings
from ..moat.yardstick import YARDSTICKS
from .backtest import backtest
from .history import answers_to, repair_of, repairs, rounds
from .turn import Progress, Turn, play
from .volume import PATHS, denied, volumes

MOST_ROUNDS = 12
CLAIM = (
    "What each round denies is of that round alone and stands on three yardsticks; it is no forecast of what a "
    "government or a company will do, but what follows if both go on as in the rounds that are known."
)


def answer(
    rule: str, *, count: int = 3, settings: Iterable[str] | Settings = (), changes: Mapping[str, float] | None = None,
    existing_only: bool = False, seed: int = 0, samples: int = 5000, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The game from a rule on: `count` rounds, each with its product, lags, volumes by path, and what is denied.

    settings: of the market. changes: thresholds of the law by full name. existing_only: only chips on sale by the
    rule's day pass, as in January 2026. Raises UserError for what is not known or cannot be.
    """
    check_samples(samples)
    if not 1 <= count <= MOST_ROUNDS:
        raise UserError(f"{count} rounds: between 1 and {MOST_ROUNDS} can be played")
    chosen = settings if isinstance(settings, Settings) else read_settings(settings)
    ruling = ruling_of(rule, moved(changes or {}))
    if existing_only and ruling.existing_by is None:
        ruling = replace(ruling, existing_by=ruling.on)
    draws = Draws(chosen, seed, samples)
    pace = (chosen.distribution("repair_months").median, chosen.distribution("repair_cut").median)
    asked = (rule, tuple((changes or {}).items()), ruling.existing_by, count, *pace)
    if asked not in _played():
        _played()[asked] = play(ruling, count, *pace, progress=progress)
    turns = _played()[asked]
    repair = None if ruling.counterfactual else repair_of(ruling.id)
    options = (
        ("count", count, None), ("existing_only", existing_only, False), ("seed", seed, 0), ("samples", samples, 5000),
    )  # fmt: skip
    body = {
        "rule": ruling.label, "title": ruling.title, "on": ruling.on.isoformat(), "claim": CLAIM,
        "existing_by": ruling.existing_by.isoformat() if ruling.existing_by else None,
        "seed": seed, "samples": samples, "rounds_asked": count,
        "history": {
            "rounds": [] if ruling.counterfactual else [found.to_dict() for found in answers_to(ruling.id)],
            "repair": repair.to_dict() if repair else None,
        },
        "rounds": [_round(turn, draws) for turn in turns],
        "ended": _ended(turns, count),
        "inputs": inputs(draws), "warnings": cautions(draws) + _later(turns),
        "provenance": asked_again("whack", "whack", rule, options, chosen, changes),
    }  # fmt: skip
    return with_sources(body)


@store.cached
def _played() -> dict[Any, tuple[Turn, ...]]:
    """Turns that were played already: seconds of search each, and the same for every setting of the market."""
    return {}


def history(seed: int = 0, samples: int = 20_000) -> dict[str, Any]:
    """Every round and repair that is known, with the back-test; raises UserError for a size that cannot be."""
    check_samples(samples)
    words = "whackachip whack --history" + (f" --seed {seed}" if seed else "")
    words += f" --samples {samples}" if samples != 20_000 else ""
    given = (("seed", seed, 0), ("samples", samples, 20_000))
    options = [f"{name}={value}" for name, value, usual in given if value != usual]
    body = {
        "rounds": [found.to_dict() for found in rounds()],
        "repairs": [found.to_dict() for found in repairs()],
        "backtest": backtest(seed, samples),
        "provenance": provenance(words, f"wc.whack_history({', '.join(options)})"),
    }
    return with_sources(body)


def _round(turn: Turn, draws: Draws) -> dict[str, Any]:
    found = volumes(turn, draws)
    months = {name: Spread.of(values).to_dict() for name, values in found["months"].items()}
    return turn.to_dict() | {
        "kept_of_best": found["kept"],
        "probability_bought": found["bought"],
        "months": months,
        "units": {name: Spread.of(values).to_dict() for name, values in found["units"].items()},
        "arrives": {
            name: {path: Spread.of(found["paths"][name][path]).to_dict() for path in PATHS} for name in YARDSTICKS
        },
        "without_rule": {name: Spread.of(found["without"][name]).to_dict() for name in YARDSTICKS},
        "denied": {name: Spread.of(denied(found, name)).to_dict() for name in YARDSTICKS},
        "denied_legal_alone": {
            name: Spread.of(denied(found, name, ("legal", "stockpiled", "domestic"))).to_dict() for name in YARDSTICKS
        },
    }


def _ended(turns: tuple[Turn, ...], count: int) -> str | None:
    if len(turns) == count:
        return None
    return f"after round {len(turns)} no chip passes that can do the work"


def _later(turns: tuple[Turn, ...]) -> list[str]:
    late = [turn for turn in turns if turn.day > READ_UNTIL]
    if not late:
        return []
    return [
        f"from round {late[0].number} on the day lies after {READ_UNTIL}, the last that is known: chips of that day "
        "stand in the place of later ones"
    ]
