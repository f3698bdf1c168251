"""How the kernels are compiled: kept on disk where NUMBA_CACHE_DIR says, else beside their source, and without any reordering of float32 operations."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

_njit: Any = numba.njit
# Without a count of who holds an array: in these kernels, which make none, counting would cost more than the work.
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: F) -> F:
    """A kernel. It makes no arrays."""
    return _made(function)


def inlined(function: F) -> F:
    """A part of a kernel that takes its tuples of arrays, which would be copied at every call."""
    return _made(function, forceinline=True)


def _made(function: F, **options: bool) -> F:
    try:
        kernel: F = _njit(cache=True, **options, **_OPTIONS)(function)
    except RuntimeError:
        # Neither beside the source nor in the home may files be written, as in an image: every process compiles anew.
        kernel = _njit(**options, **_OPTIONS)(function)
    return kernel


def _ones(typing: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return word(word), generate


def _fetch(typing: Any, row: Any, position: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = context.cast(builder, arguments[1], signature.args[1], types.intp)
        address = builder.bitcast(builder.gep(start, [place]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        for_reading, near, data = number(0), number(3), number(1)
        prefetch = builder.module.globals.get("llvm.prefetch.p0")
        if prefetch is None:
            prefetch = ir.Function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(prefetch, [address, for_reading, near, data])
        return context.get_dummy_value()

    return types.void(row, position), generate


# ones(word): how many of its bits are set.
ones: Any = intrinsic(_ones)
# fetch(row, position): asks for the memory there, so that it has come when it is needed; changes nothing.
fetch: Any = intrinsic(_fetch)
