"""Write the tables of docs/{moat,metrics,whack,stress}.md and figures from the models; --check compares instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whackachip.report.figures.figure import Figure, picture
from whackachip.report.figures.metrics import metrics_figure
from whackachip.report.figures.moat import moat_figure
from whackachip.report.figures.whack import whack_figure
from whackachip.stress.metric.answer import answer as rule_metrics
from whackachip.stress.moat.answer import answer as moat
from whackachip.stress.moat.parameter import parameters
from whackachip.stress.whack.answer import answer as whack
from whackachip.stress.whack.answer import history

DOCS = Path(__file__).resolve().parent.parent / "docs"
RULES = ("us-2022-10-07", "us-2023-10-17", "us-letters-2025-04", "us-2026-01-15")
YARDSTICKS = {"flops": "FLOP/s", "bandwidth": "memory bandwidth", "capacity": "memory"}
# Section of the literature's orders of magnitude as it was printed: 5th, 50th and 95th percentile.
PRINTED = (
    "5.4 / 8.4 / 12.9", "15 / 23 / 35", "18 / 28 / 43", "27 / 41 / 63", "10 / 13 / 20", "3.5 / 4.3 / 5.9",
    "4.1 / 5.3 / 7.6", "12 / 18 / 35", "9 / 11 / 13", "14 / 17 / 19",
)  # fmt: skip


def main() -> int:
    found = {rule: rule_metrics(rule) for rule in RULES}
    verdict = {versus: rule_metrics("us-2023-10-17", "2024-12-15", versus=versus) for versus in ("h100", "b200")}
    state, past, game = moat(), history(), whack("us-2023-10-17", count=3)
    texts = {
        "moat": {
            "claims": claims(state), "ladder": ladder(state), "anchors": anchors(state), "drivers": drivers(state),
            "verdict": lead(verdict), "parameters": listing(("algorithms", "actors", "supply")),
        },
        "metrics": {
            "h20": h20(verdict["h100"]), "compared": compared(found), "rules": by_rule(found), "apart": apart(found),
        },
        "whack": {
            "history": rounds(past), "repairs": repairs(past), "backtest": backtest(past), "game": game_table(game),
            "knobs": listing(("dynamics",)),
        },
    }  # fmt: skip
    texts["stress"] = {"workloads": workloads(verdict["h100"])}
    files: dict[Path, str] = {}
    for name, parts in texts.items():
        files[DOCS / f"{name}.md"] = filled((DOCS / f"{name}.md").read_text(encoding="utf-8"), parts)
    for name, figure in (
        ("moat", moat_figure(state)), ("denial", metrics_figure(found["us-2023-10-17"])), ("whack", whack_figure(game)),
    ):  # fmt: skip
        files[DOCS / "figures" / f"{name}.svg"] = drawn(figure)
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print(f"out of step: {', '.join(path.name for path in stale)}; run make docs" if stale else "in step")
        return int(bool(stale))
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0


def filled(text: str, parts: Mapping[str, str]) -> str:
    """The text with what stands between the marks of each name replaced by its table."""
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name}: written by make docs -->\n).*?(<!-- end -->)", re.DOTALL)
        assert len(pattern.findall(text)) == 1, name
        before, after = pattern.search(text).span()  # type: ignore[union-attr]
        mark = f"<!-- {name}: written by make docs -->"
        text = f"{text[:before]}{mark}\n\n{part.strip()}\n\n<!-- end -->{text[after:]}"
    return text


def drawn(figure: Figure) -> str:
    return picture(figure, 1).svg + "\n"


def claims(body: Mapping[str, Any]) -> str:
    absolute, relative, residual = body["absolute"], body["relative"], body["residual"]
    rows: list[tuple[str, ...]] = [
        ("absolute", f"months to offset {body['denial']:.3g} times, same budget", *cells(absolute["offset_months"])),
        ("absolute", "the same, own compute growing", *cells(absolute["offset_with_own_growth_months"])),
        ("absolute", "half-life of a denial, same budget, months", *cells(absolute["half_life_months"])),
        ("absolute", "half-life, own compute growing, months", *cells(absolute["half_life_with_own_growth_months"])),
    ]
    for name, label in YARDSTICKS.items():
        spread = relative["gap_ratio"]["with_rented"][name]
        rows.append(("relative", f"ratio of chips by {label}, rented ones among them", *cells(spread)))
    rows += [
        ("relative", "lag at equal algorithms, months", *cells(relative["lag_months"])),
        ("relative", "half-life of the ratio, months", *cells(relative["half_life_months"])),
        ("neither", "ratio that the observed lag stands for", *cells(residual["implied_gap"])),
        ("neither", "**residual**, explained by nothing", *cells(residual["ratio"])),
    ]
    note = f"\nThe ratio shrinks in {relative['probability_eroding']:.0%} of the samples: {relative['verdict']}.\n"
    return table(("claim", "what", "5 %", "middle", "95 %"), rows) + note


def ladder(body: Mapping[str, Any]) -> str:
    names = {"legal": "bought legally alone", "domestic": "and made at home", "proxy": "and made abroad through fronts",
             "smuggled": "and smuggled", "rented": "and rented abroad"}  # fmt: skip
    rows = [(names[step["path"]], *cells(step["gap"])) for step in body["ladder"]]
    return table(("the leader's chips over the follower's", "5 %", "middle", "95 %"), rows)


def anchors(body: Mapping[str, Any]) -> str:
    rows = [
        (a["question"], " / ".join(number(a[key]) for key in ("p5", "p50", "p95")), printed, a["unit"])
        for a, printed in zip(body["anchors"], PRINTED, strict=True)
    ]
    return table(("question", "ours, 5 / 50 / 95 %", "printed", "unit"), rows)


def drivers(body: Mapping[str, Any]) -> str:
    rows = [
        (found["label"], ", ".join(f"`{d['parameter']}` {d['first_order']:.2f} ({d['total']:.2f})"
                                   for d in found["drivers"][:4]))
        for found in body["sensitivity"]
    ]  # fmt: skip
    return table(("result", "first-order index (total)"), rows)


def lead(verdict: Mapping[str, Mapping[str, Any]]) -> str:
    rows = []
    for versus, body in verdict.items():
        for row in metric(body, 4)["rows"]:
            if "years of lead" in row["label"] and row["spread"]:
                rows.append((versus.upper(), row["label"].split(":")[0], *cells(row["spread"])))
    return table(("against", "by", "5 %", "middle", "95 %"), rows)


def h20(body: Mapping[str, Any]) -> str:
    found = [*metric(body, 1)["rows"], *(row for row in metric(body, 2)["rows"] if row["phase"])]
    rows = [(row["label"], row["chip"] or "", *shares(row["spread"])) for row in found if row["spread"]]
    return table(("per chip, against an H100", "chip", "5 %", "middle", "95 %"), rows)


def workloads(body: Mapping[str, Any]) -> str:
    """Decode denied by requests at a time and tokens each, a column a model."""
    found = metric(body, 2)["workloads"]
    by_key = {(row["held"], row["context"], row["model"]): row["denied"] for row in found}
    models = list(dict.fromkeys(row["model"] for row in found))
    rows = [
        (f"{held:.0f}", f"{context:,.0f}", *(_denied(by_key[held, context, model]) for model in models))
        for held, context in dict.fromkeys((row["held"], row["context"]) for row in found)
    ]
    return table(("requests at a time", "tokens each", *(f"denied, {model}" for model in models)), rows)


def _denied(share: float | None) -> str:
    return "none" if share is None else f"{round(share * 100):d}%"


def compared(found: Mapping[str, Mapping[str, Any]]) -> str:
    rows, seen = [], set()
    for rule, body in found.items():
        for one in body["metrics"]:
            for said in one["literature"]:
                key = said["id"]
                if key in seen or (said["ours"] is None and rule != RULES[-1]):
                    continue
                seen.add(key)
                rows.append((one["number"], _compared(one, said, rule)))
    lines = [cell for _, cell in sorted(rows, key=lambda row: row[0])]
    return table(("metric", "what", "ours, 5 / 50 / 95 %", "elsewhere", "apart", "same input"), lines)


def _compared(one: Mapping[str, Any], said: Mapping[str, Any], rule: str) -> tuple[str, ...]:
    ours = said["ours"]["spread"] if said["ours"] else None
    mine = " / ".join(number(ours[key]) for key in ("p5", "p50", "p95")) if ours else "none"
    theirs = said["words"] or number(said["mid"])
    if said["low"] is not None and said["high"] is not None:
        theirs += f" ({number(said['low'])} to {number(said['high'])})"
    factor = f"{said['factor']:.2g}" if said["factor"] else "yes" if said["within_factor_3"] else ""
    if said["within_factor_3"] is False:
        factor = f"**{factor}**"
    text = f"{said['what']} [{', '.join(said['sources'])}]"
    return (
        f"{one['number']} {one['name']}",
        text,
        mine,
        f"{theirs} {said['unit']}",
        factor,
        "yes" if said["same_input"] else "",
    )


def by_rule(found: Mapping[str, Mapping[str, Any]]) -> str:
    wanted = (
        (1, "train: modelled"), (1, "FLOP/s denied"), (1, "memory bandwidth denied"), (1, "memory denied"),
        (2, "prefill: modelled"), (2, "decode: modelled"), (4, "by FLOP/s: times"), (4, "by memory bandwidth: times"),
        (5, "to volume"), (6, "share of its life"), (11, "products for players and workstations among"),
        (13, "train: times"), (13, "decode: times"),
    )  # fmt: skip
    rows = []
    for number_, start in wanted:
        line = [f"{number_}", start.split(":")[0] if number_ in (1, 2) else start]
        for body in found.values():
            row = next((row for row in metric(body, number_)["rows"] if row["label"].startswith(start)), None)
            line.append(number(row["spread"]["p50"]) if row and row["spread"] else "none")
        rows.append(tuple(line))
    return table(("metric", "row, middle", *found), rows)


def apart(found: Mapping[str, Mapping[str, Any]]) -> str:
    lines = {
        f"* **{one['number']} {one['name']}**, {said['what']}: {said['why']}."
        for body in found.values() for one in body["metrics"] for said in one["literature"]
        if said["why"] and (said["within_factor_3"] is False or said["ours"] is None or said["words"])
        and "no number of ours" not in said["why"]
    }  # fmt: skip
    return "\n".join(sorted(lines, key=lambda line: (int(line.split()[1].strip("*")), line)))


def rounds(body: Mapping[str, Any]) -> str:
    rows = [
        (r["chip_name"], r["rule"], number(r["report_lag_months"]), number(r["volume_lag_months"]),
         number(r["units"]["p50"]) if r["units"] else "", r["outcome"], "yes" if r["counts"] else f"no: {r['reason']}")
        for r in body["rounds"]
    ]  # fmt: skip
    return table(("answer", "rule", "report", "volume", "units", "outcome", "counts"), rows)


def repairs(body: Mapping[str, Any]) -> str:
    rows = [
        (r["rule"], r["repaired_by"], number(r["life_months"]), number(r["bare_months"]), f"{r['duty_cycle']:.0%}")
        for r in body["repairs"]
    ]
    return table(("rule", "repaired by", "months it stood", "months without an answer", "duty cycle"), rows)


def backtest(body: Mapping[str, Any]) -> str:
    tried = body["backtest"]
    rows = [
        (r["rule"], r["what"], " / ".join(number(r["predicted"][key]) for key in ("p5", "p50", "p95")),
         number(r["observed"]), "yes" if r["inside"] else "**no**")
        for r in tried["rows"]
    ]  # fmt: skip
    summary = tried["summary"]
    head = f"{summary['inside']} of {summary['n']} lie between the two ends; "
    head += f"of 90 % intervals {summary['expected']:.0f} should.\n\n"
    return head + table(("rule", "what", "foretold, 5 / 50 / 95 %", "was", "inside"), rows)


def game_table(body: Mapping[str, Any]) -> str:
    rows = []
    for r in body["rounds"]:
        product = r["product"]
        rows.append((
            f"{r['round']}, {r['rule_day']}", r["cut_from"] or "nothing passes",
            f"TPP {product['tpp']:,.0f}, {product['memory_bandwidth']:,.0f} GB/s, {product['memory_capacity']:,.0f} GB"
            if product else "",
            " / ".join(f"{r['shares'].get(name, 0):.0%}" for name in YARDSTICKS),
            " / ".join(f"{r['denied_legal_alone'][name]['p50']:.0%}" for name in YARDSTICKS),
            " / ".join(f"{r['denied'][name]['p50']:.0%}" for name in YARDSTICKS),
            f"{YARDSTICKS[r['repair']['yardstick']]} from {r['repair']['below']:,.0f}" if r["repair"] else "none",
        ))  # fmt: skip
    heads = ("round", "cut from", "answer", "kept", "denied, legal and domestic", "denied, every path", "repair closes")
    return table(heads, rows)


def listing(groups: Sequence[str]) -> str:
    rows = []
    for p in parameters().values():
        if p.group in groups:
            d = p.distribution
            span = f"{number(d.low)} to {number(d.high)} {d.unit}"
            held = "" if p.held is None else f"held at {p.held:g}"
            rows.append((f"`{p.name}`", span, d.shape, held, ", ".join(d.sources), d.note or ""))
    return table(("parameter", "sourced range", "shape", "switch", "sources", "note"), rows)


def metric(body: Mapping[str, Any], number_: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(one for one in body["metrics"] if one["number"] == number_)
    return found


def cells(spread: Mapping[str, Any]) -> tuple[str, str, str]:
    return number(spread["p5"]), number(spread["p50"]), number(spread["p95"])


def shares(spread: Mapping[str, Any]) -> tuple[str, str, str]:
    low, mid, high = (f"{spread[key]:.0%}" for key in ("p5", "p50", "p95"))
    return low, mid, high


def number(value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{float(f'{value:.3g}'):g}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
