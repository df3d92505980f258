"""Sizes of data as people write them, and how long it takes to move them."""

import re

UNITS = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "TiB": 2**40,
}
_BY_LOWER = {unit.lower(): unit for unit in UNITS}


def parse_size(text: str) -> float:
    """Bytes of a size such as `1.5 TiB`. Raises ValueError with a sentence for anything else."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is not a size; write one like 1.5 TiB")
    return float(match[1]) * UNITS[unit_named(match[2] or "B")]


def unit_named(text: str) -> str:
    """The unit in its right spelling. Raises ValueError where there is none of that name."""
    unit = _BY_LOWER.get(text.strip().lower())
    if unit is None:
        raise ValueError(f"{text!r} is not a unit; there are {', '.join(UNITS)}")
    return unit


def convert(size: str, unit: str) -> str:
    """A size in another unit."""
    wanted = unit_named(unit)
    return f"{parse_size(size) / UNITS[wanted]:.6g} {wanted}"


def transfer_seconds(size: str, rate_per_second: str) -> float:
    """How long a size takes at a rate. Raises ValueError for a rate of nothing."""
    rate = parse_size(rate_per_second)
    if rate <= 0:
        raise ValueError("the rate must be more than nothing")
    return parse_size(size) / rate
