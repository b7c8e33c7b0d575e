#!/usr/bin/env bash
# Remakes locks/ from pyproject.toml; with --upgrade to the newest versions that it allows.
# locks/desk.txt is what runs; locks/test.txt adds the tests' tools to it, locks/audit.txt those that look
# at the libraries themselves, locks/training.txt what training a reader needs.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"
# shellcheck source=setup/messages.sh
source setup/messages.sh
# shellcheck source=setup/python.sh
source setup/python.sh

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
read -r _ python < <(newest_python ready) || die "a Python with its venv module is needed"
quietly "$python" -I -m venv "$scratch" || die "no environment for uv could be made (see above)"
quietly "$scratch/bin/python" -I -m pip install --quiet 'uv>=0.13,<0.14' || die "uv could not be installed"

export UV_CUSTOM_COMPILE_COMMAND='./run locks'
compile() { # OUTPUT ARGS...
    "$scratch/bin/uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-annotate --output-file "locks/$1.txt" "${@:2}"
}

compile desk "$@" pyproject.toml
compile test "$@" --group pyproject.toml:test --constraint locks/desk.txt
compile audit "$@" --group pyproject.toml:audit --constraint locks/desk.txt --constraint locks/test.txt
compile training "$@" --group pyproject.toml:training --constraint locks/desk.txt
say "remade the lists in locks/"
