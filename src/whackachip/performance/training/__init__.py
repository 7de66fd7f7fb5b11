"""Time and memory of a training step, as pure functions of arrays; the constants are facts.

step_time(workload, cluster, plan, coefficients), memory(workload, cluster, plan) and constraints(workload, cluster,
plan) take tuples of floats or arrays that broadcast; nothing branches on a value.
"""

from .arrays import Cluster, MemoryBytes, Plan, StepTime, Workload
from .build import cluster, workload
from .coefficients import Coefficients, coefficients, interval
from .constraints import CONSTRAINTS, Constraints, constraints
from .flops import chip_flops, model_flops
from .goodput import checkpoint_interval, goodput
from .layer import LayerTime, layer_time
from .memory import memory
from .offload import host_memory
from .step import assemble, step_time, step_time_by_shape

__all__ = [
    "CONSTRAINTS",
    "Cluster",
    "Coefficients",
    "Constraints",
    "LayerTime",
    "MemoryBytes",
    "Plan",
    "StepTime",
    "Workload",
    "assemble",
    "checkpoint_interval",
    "chip_flops",
    "cluster",
    "coefficients",
    "constraints",
    "goodput",
    "host_memory",
    "interval",
    "layer_time",
    "memory",
    "model_flops",
    "step_time",
    "step_time_by_shape",
    "workload",
]
