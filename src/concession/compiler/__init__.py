"""Machine code from LLVM's own language: kernels are compiled in this process, and the last ones kept."""

from __future__ import annotations

from concession.compiler._llvm import compiled, compiler_present, compiler_works, is_compiled

__all__ = ["compiled", "compiler_present", "compiler_works", "is_compiled"]
