"""Work per second and chip, against what is published of real chips."""

from __future__ import annotations

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.stress.hardware import Hardware, assumed, hardware
from whackachip.stress.utility import BLOCK, utility
from whackachip.stress.work import PHASES, work


def ratio(one: str, other: str, phase: str) -> float:
    first, second = utility([find_chip(one).chip, find_chip(other).chip], work(), phase)
    return float(first / second)


def test_h20_against_h100() -> None:
    """It trains and reads prompts at a fraction and writes answers as fast: the 2023 rule in one line."""
    assert 0.14 < ratio("nv-h20-96", "nv-h100-sxm-80", "train") < 0.25
    assert 0.14 < ratio("nv-h20-96", "nv-h100-sxm-80", "prefill") < 0.3
    assert 1.0 < ratio("nv-h20-96", "nv-h100-sxm-80", "decode") < 1.3


def test_h800_trains_up_to_thirty_percent_slower() -> None:
    """Reuters, as cited in the reference: 10 to 30 % slower, and little in small settings."""
    assert 0.7 < ratio("nv-h800-sxm", "nv-h100-sxm-80", "train") < 1.0


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("field", ["rate16", "bandwidth", "capacity", "link"])
def test_more_silicon_is_never_worse(phase: str, field: str) -> None:
    base = hardware([find_chip("nv-h100-sxm-80").chip])
    steps = np.linspace(0.5, 4, 40)
    column = np.repeat(getattr(base, field), 40) * steps
    found = utility(base._replace(**{field: column}), work(), phase)
    assert np.all(found[1:] >= found[:-1] * (1 - 1e-9))


def test_rows_do_not_know_one_another() -> None:
    base = hardware([find_chip("nv-h100-sxm-80").chip])
    many = Hardware(*(np.repeat(column, BLOCK + 3) for column in base))
    many = many._replace(bandwidth=many.bandwidth * np.linspace(0.5, 2, many.size))
    for phase in PHASES:
        whole = utility(many, work(), phase)
        assert np.array_equal(whole[-5:], utility(many.rows(slice(-5, None)), work(), phase))


def test_what_cannot_hold_the_model_does_nothing() -> None:
    small = hardware([find_chip("nv-4090").chip])
    assert utility(small, work(), "decode")[0] == 0
    assert utility(small._replace(capacity=small.capacity * 4), work(), "decode")[0] > 0


def test_an_unknown_figure_is_not_zero() -> None:
    chip = hardware([find_chip("nv-h100-sxm-80").chip])
    for field in ("rate16", "bandwidth", "capacity", "link"):
        for phase in PHASES:
            assert np.isnan(utility(chip._replace(**{field: np.array([np.nan])}), work(), phase)[0]), (field, phase)


def test_eight_bits_help_only_silicon_that_has_them() -> None:
    names = [find_chip("nv-h100-sxm-80").chip, find_chip("nv-v100-sxm2-32").chip]
    for phase in PHASES:
        plain, short = utility(names, work(), phase), utility(names, work(bits=8.0), phase)
        assert short[0] > plain[0]
        assert short[1] == plain[1]


def test_words_and_refusals() -> None:
    assert "llama-3.1-70b" in work().words["train"]
    assert assumed(find_chip("hw-910b3").chip) == ("sm_count",)
    for bad in ({"count": 0.0}, {"held": float("inf")}, {"bits": 4.0}):
        with pytest.raises(UserError):
            work(**bad)
    with pytest.raises(UserError, match="decode"):
        utility([find_chip("nv-h20-96").chip], work(), "decod")
    with pytest.raises(UserError, match="state space"):
        work("nemotron-h-56b")


class Elsewhere(np.ndarray):
    """An array that lives elsewhere: mixing it with NumPy's own is refused, as on a device with memory of its own."""

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        refuse(inputs)
        plain = [np.asarray(part) if isinstance(part, Elsewhere) else part for part in inputs]
        return moved(getattr(ufunc, method)(*plain, **options))

    def __array_function__(self, function, types, args, kwargs):
        refuse(args)
        found = function(*strip(args), **{name: strip(value) for name, value in kwargs.items()})
        return moved(found)


def refuse(parts: object) -> None:
    if isinstance(parts, list | tuple):
        for part in parts:
            refuse(part)
    elif type(parts) is np.ndarray and parts.ndim:
        raise TypeError("an array of NumPy's own met one that lives elsewhere")


def strip(parts: object) -> object:
    if isinstance(parts, list | tuple):
        return type(parts)(strip(part) for part in parts)
    return np.asarray(parts) if isinstance(parts, Elsewhere) else parts


def moved(found: object) -> object:
    if isinstance(found, list | tuple):
        return type(found)(moved(part) for part in found)
    return found.view(Elsewhere) if isinstance(found, np.ndarray) and found.ndim else found


class Namespace:
    """NumPy's functions, making arrays that live elsewhere."""

    def __getattr__(self, name: str) -> object:
        known = getattr(np, name)
        return lambda *args, **kwargs: moved(known(*strip(args), **kwargs)) if callable(known) else known


@pytest.mark.parametrize("phase", PHASES)
def test_another_library_of_arrays_gives_the_same(phase: str) -> None:
    """The formulas make no array of NumPy's own on the way, so that they run where the columns live."""
    chips = hardware([find_chip(name).chip for name in ("nv-h100-sxm-80", "nv-h20-96", "nv-a100-sxm-80", "nv-l20")])
    other = Hardware(*(column.view(Elsewhere) for column in chips))
    found = utility(other, work(), phase, xp=Namespace())
    assert isinstance(found, Elsewhere)
    assert np.asarray(found) == pytest.approx(utility(chips, work(), phase), rel=1e-12)
    with pytest.raises(TypeError, match="elsewhere"):
        other.link + chips.link  # what would happen to a formula that did
