"""Checked arrays: every array that enters the engine passes through here once."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Items = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]

T = TypeVar("T")


def checked(name: str, given: npt.ArrayLike, dtype: npt.DTypeLike, shape: tuple[int | None, ...]) -> Array:
    """`given` as a read-only array of `dtype` and `shape`, where None allows any length.

    Numbers may be narrowed (int64 to int32, float64 to float32) when they fit; kinds are never mixed.
    Raises ValueError naming the array, and the index where one element is at fault.
    """
    try:
        source = np.asarray(given)
    except ValueError as error:
        raise ValueError(f"{name}: expected rows of equal length ({error})") from error
    wanted = np.dtype(dtype)
    if source.size == 0:
        source = source.astype(wanted)
    if source.ndim != len(shape) or any(
        expected is not None and expected != length
        for expected, length in zip(shape, source.shape, strict=False)
    ):
        described = ", ".join("any" if length is None else str(length) for length in shape)
        raise ValueError(f"{name}: expected shape ({described}), got {source.shape}")
    kinds = {"b": "b", "i": "iu", "u": "iu", "f": "iuf"}[wanted.kind]
    if source.dtype.kind not in kinds:
        raise ValueError(f"{name}: expected {wanted.name} numbers, got {source.dtype.name}")
    if wanted.kind in "iu" and source.dtype != wanted:
        limits = np.iinfo(wanted)
        outside = (source < limits.min) | (source > limits.max)
        refuse(name, outside, source, f"a whole number from {limits.min} to {limits.max}")
    array = np.ascontiguousarray(source, dtype=wanted)
    if array is source or array.base is not None:
        array = array.view()
    array.flags.writeable = False
    return array


def refuse(name: str, bad: npt.NDArray[np.bool_], array: Array, expected: str) -> None:
    """Raises ValueError for the first true element of `bad`, with the value of `array` there."""
    if not bad.any():
        return
    index = tuple(int(axis[0]) for axis in np.nonzero(bad))
    where = ", ".join(str(position) for position in index)
    raise ValueError(f"{name}[{where}]: expected {expected}, got {array[index]}")


def starts(name: str, given: npt.ArrayLike, rows: int, length: int) -> Ints:
    """The checked row starts of a list of lists: int64[rows + 1], from 0 to `length`, never falling."""
    ptr = checked(name, given, np.int64, (rows + 1,))
    if ptr[0] != 0:
        raise ValueError(f"{name}[0]: expected 0, got {ptr[0]}")
    falling = np.zeros(rows + 1, dtype=bool)
    falling[1:] = np.diff(ptr) < 0
    refuse(name, falling, ptr, "a start that is not before the one in front of it")
    if ptr[-1] != length:
        raise ValueError(f"{name}[{rows}]: expected {length}, the number of elements, got {ptr[-1]}")
    return ptr


def refuse_unsorted(name: str, items: Array, ptr: Ints) -> None:
    """Raises ValueError unless the items of each row rise strictly, which also means that none stands twice."""
    flat = np.zeros(len(items), dtype=bool)
    flat[1:] = np.diff(items.astype(np.int64)) <= 0
    first = ptr[:-1]
    flat[first[first < len(items)]] = False
    refuse(name, flat, items, "items of a row in rising order, each once")


def unchecked(kind: type[T], given: Mapping[str, object]) -> T:
    """An instance of `kind`, one of the engine's dataclasses, whose values passed its checks before, as when they come
    back from a file. Raises ValueError unless `given` are just the fields of `kind`."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if set(given) != names:
        raise ValueError(f"{kind.__name__}: expected the fields {sorted(names)}, got {sorted(given)}")
    made = object.__new__(kind)
    vars(made).update(given)
    return made
