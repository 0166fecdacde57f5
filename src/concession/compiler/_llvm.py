"""Compiles the text of kernels with LLVM, and keeps the last ones that were used."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from concession.errors import ConcessionError

__all__ = ["compiled", "compiler_present", "compiler_works", "is_compiled"]

#: Kernels kept at a time; a large one takes some hundred kilobytes.
MOST_KEPT = 64
#: The oldest version of LLVM that reads the text.
OLDEST = (20, 0, 0)
#: What kernels call of the C library.
_FUNCTIONS = ("exp", "log", "pow")

#: The kernels of this process by the hash of their text and the effort spent, the last one used last.
_kept: dict[tuple[bytes, int], Callable[..., None]] = {}
_turn = threading.RLock()


def compiler_present() -> bool:
    """Whether llvmlite is installed; it is not imported to find out."""
    return importlib.util.find_spec("llvmlite") is not None


def compiler_works() -> bool:
    """Whether llvmlite is there, loads on this machine and is new enough."""
    try:
        import llvmlite.binding as llvm  # noqa: PLC0415 - optional, and slow to import
    except (ImportError, OSError):
        return False
    return tuple(llvm.llvm_version_info) >= OLDEST


def is_compiled(text: str) -> bool:
    """Whether this process has compiled a text, and kept the kernel."""
    name = sha256(text.encode()).digest()
    with _turn:
        return any(kept == name for kept, _ in _kept)


def compiled(text: str, name: str, arguments: tuple[type, ...], *, effort: int) -> Callable[..., None]:
    """Return the function of that name, ready to be called; it lets go of Python's lock while it runs.

    ``effort`` is LLVM's level of code generation, 0 to 3; the numbers do not depend on it.

    Raises
    ------
    ConcessionError
        E707 where llvmlite is not there, or does not work.
    """
    key = sha256(text.encode()).digest(), effort
    with _turn:  # two threads that want the same kernel get one
        function = _kept.pop(key, None) or _compiled(text, name, arguments, effort)
        _kept[key] = function
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
    return function


def _compiled(text: str, name: str, arguments: tuple[type, ...], effort: int) -> Callable[..., None]:
    try:
        return _by_llvm(text, name, arguments, effort)
    except (ImportError, OSError, RuntimeError) as error:
        # too old, or not made for this machine
        raise ConcessionError.of(
            "E707", f"llvmlite does not work here: {error}", "install another version of it, or use reference"
        ) from error


def _by_llvm(text: str, name: str, arguments: tuple[type, ...], effort: int) -> Callable[..., None]:
    import llvmlite.binding as llvm  # noqa: PLC0415 - optional, and slow to import

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for function in _FUNCTIONS:
        if f"@llvm.{function}." in text:
            llvm.add_symbol(function, _address(function))
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=effort,
        jit=True,
    )
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text, llvm.create_context()), machine)
    engine.finalize_object()
    found = ctypes.CFUNCTYPE(None, *arguments)(engine.get_function_address(name))
    # the machine code lives as long as the engine
    found.engine = engine  # type: ignore[attr-defined]
    return found


def _address(function: str) -> int:
    """Return where the C library's function of that name stands in this process."""
    library: Any = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
    return ctypes.cast(library[function], ctypes.c_void_p).value or 0
