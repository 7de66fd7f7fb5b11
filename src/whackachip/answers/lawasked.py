"""What every question to the law can be asked with: the transaction, the reading, and a changed law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..catalog import DEFAULT, Interpretation, interpretation
from ..errors import unknown
from ..law import reading
from ..law.counterfactual import Counterfactual, combined, moved
from ..law.country import find_country
from ..law.reading import Reading
from .pairs import number, pairs
from .request import said


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A law that was never enacted: thresholds, files of thresholds, files of rules."""

    set: tuple[str, ...] = said(
        "Counterfactual: a threshold and its number.", (), example="us.ear.3a090.a.tpp=3600", kind="threshold"
    )
    patch: tuple[str, ...] = said("Counterfactual: several thresholds at once, a file.", (), local=True)
    rule_files: tuple[str, ...] = said("Counterfactual: your own rule, a file.", (), option="--rule", local=True)

    def law(self) -> Counterfactual:
        """All changes together; raises UserError for what is no threshold, number or file."""
        from ..law.rulefile import read_patch, read_rule

        own = [read_rule(path) for path in self.rule_files] + [read_patch(path) for path in self.patch]
        numbers = {key: number(key, value) for key, value in pairs(self.set)}
        extra = {id for part in own for id in (value.id for value in part.numbers)}
        kept = {key: value for key, value in numbers.items() if key in extra}
        enacted = moved({key: value for key, value in numbers.items() if key not in extra})
        return combined((*own, enacted, Counterfactual(values=kept)))

    def python(self) -> list[str]:
        """The arguments of a Python call that mean the same."""
        found = []
        if self.set:
            found.append("changes={" + ", ".join(f"{key!r}: {value}" for key, value in pairs(self.set)) + "}")
        if self.patch or self.rule_files:
            files = {"patches": self.patch, "rules": self.rule_files}
            parts = ", ".join(f"{name}={list(paths)!r}" for name, paths in files.items() if paths)
            found.append(f"counterfactual=wc.counterfactual({parts})")
        return found


@dataclass(frozen=True, kw_only=True)
class LawAsked(Changed):
    """What is said about the transaction, the reading and the law."""

    headquarters: str | None = said(
        "Country of the recipient and its parent; else the destination.", None, example="CN", kind="country"
    )
    exporter: str | None = said("Who exports, for letters; else the chip's vendor.", None, example="nvidia")
    transaction: str = said(
        "An export from the United States, a reexport from elsewhere, or a transfer within a country.",
        "export",
        example="export",
        choices=("export", "reexport", "transfer"),
    )
    layer: str = said(
        "What the text says, or what the agency says it does.", "enforced", choices=("enforced", "codified")
    )
    interpret: tuple[str, ...] = said(
        "A reading where the text is open, as KEY=VALUE.", (), example="tf32_bits=19", kind="reading"
    )
    party: tuple[str, ...] = said(
        "A fact of the parties or the quantity, as KEY=VALUE.", (), example="end_user_listed=yes", kind="party"
    )

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of law.question."""
        figures, rules = self.readings()
        return {
            "headquarters": self.headquarters, "exporter": self.exporter, "kind": self.transaction,
            "layer": self.layer, "interpretation": figures, "readings": rules,
            "facts": dict(pairs(self.party)), "counterfactual": self.law(),
        }  # fmt: skip

    def given(self) -> list[str]:
        """What is said of the transaction beside its destination, in words that a sentence can take; defaults apart."""
        found = [f"as a {self.transaction}"] if self.transaction != "export" else []
        if self.headquarters:
            found.append(f"for a recipient with headquarters in {find_country(self.headquarters).name}")
        found += [f"with {self.exporter} as exporter"] if self.exporter else []
        found += [f"with {key.replace('_', ' ')}: {value.replace('_', ' ')}" for key, value in pairs(self.party)]
        return found + [f"reading {key} as {value}" for key, value in pairs(self.interpret)]

    def readings(self) -> tuple[Interpretation, Reading]:
        """The default readings, of a chip's figures and of the rules, with the choices that were given."""
        return readings(self.interpret)

    def python(self) -> list[str]:
        """The arguments of a Python call that mean the same, those at their default left out."""
        plain = {"headquarters": self.headquarters, "exporter": self.exporter}
        plain |= {"transaction": self.transaction if self.transaction != "export" else None}
        plain |= {"layer": self.layer if self.layer != "enforced" else None}
        found = [f"{key}={value!r}" for key, value in plain.items() if value]
        for name, shape, known in (
            ("interpretation", "Interpretation", interpretation.CHOICES), ("readings", "Reading", reading.CHOICES)
        ):  # fmt: skip
            chosen = ", ".join(f"{key}={value!r}" for key, value in pairs(self.interpret) if key in known)
            if chosen:
                found.append(f"{name}=wc.{shape}({chosen})")
        if self.party:
            found.append(f"facts={dict(pairs(self.party))!r}")
        return found + super().python()


def readings(texts: Iterable[str]) -> tuple[Interpretation, Reading]:
    """The default readings with choices as KEY=VALUE; raises UserError for a key or value that is not known."""
    figures, rules = DEFAULT, reading.DEFAULT
    for key, value in pairs(texts):
        if key in reading.CHOICES:
            rules = rules.with_choice(key, value)
        elif key in interpretation.CHOICES:
            figures = figures.with_choice(key, value)
        else:
            raise unknown("interpretation", key, [*interpretation.CHOICES, *reading.CHOICES])
    return figures, rules
