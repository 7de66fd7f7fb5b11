"""The published shape of every answer, as pydantic models; no answer is made or read by them."""

from collections.abc import Mapping

from pydantic import BaseModel

from . import catalog, evidence, law, performance, rules, stress

SHAPES: Mapping[str, type[BaseModel]] = {
    "classify": law.Classify,
    "flips": law.FlipsAnswer,
    "timeline": law.Timeline,
    "chip": catalog.Chip,
    "chips": catalog.Chips,
    "compare": catalog.Compare,
    "rules": rules.Rules,
    "rule": rules.Rule,
    "rule-text": rules.RuleText,
    "rule-diff": rules.RuleDiff,
    "prove": rules.Prove,
    "model": catalog.Model,
    "models": catalog.Models,
    "coverage": catalog.Coverage,
    "estimate-train": performance.EstimateTrain,
    "estimate-serve": performance.EstimateServe,
    "fit": performance.Fit,
    "plan": performance.Plan,
    "techniques": performance.Techniques,
    "check-claim": performance.CheckClaim,
    "signals": evidence.Signals,
    "scan": evidence.Scan,
    "attribute": evidence.Attribute,
    "investigate": evidence.Investigate,
    "stress": stress.Stress,
    "stress-compare": stress.StressCompare,
    "stress-sweep": stress.StressSweep,
    "stress-designs": stress.StressDesigns,
    "denial": stress.Denial,
    "whack": stress.Whack,
    "whack-history": stress.WhackHistory,
    "moat": stress.Moat,
}
