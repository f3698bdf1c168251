#!/bin/sh
# Makes both lock files anew from pyproject.toml. Arguments go to uv, for example: scripts/lock.sh --upgrade-package django
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .tools/bin/uv)
if [ ! -x "$uv" ]; then
    echo "uv is needed to resolve: run 'make setup' first, or install uv" >&2
    exit 1
fi
compile() {
    output=$1
    shift
    "$uv" pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 \
        --output-file "$output" "$@"
}
compile requirements.lock pyproject.toml --extra s3 "$@"
compile requirements-fast.lock pyproject.toml --extra fast --extra s3 "$@"
compile requirements-dev.lock pyproject.toml --extra fast --extra s3 --group dev "$@"
compile requirements-bench.lock pyproject.toml --extra fast --extra s3 --group dev --group peers --group load "$@"
