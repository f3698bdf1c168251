#!/bin/sh
# Makes .venv from requirements-dev.lock, or the folder $1 from the lock file $2. Needs python3 >= 3.11 with pip or venv,
# nothing else; again and unchanged: at once. Then compiles the catalogues of locale/ that changed.
set -eu
cd "$(dirname "$0")/.."
venv=${1:-.venv}
lock=${2:-requirements-dev.lock}
stamp=$venv/.stamp-$(cksum < "$lock" | cut -d' ' -f1)

compile_catalogues() {
    for catalogue in locale/*/LC_MESSAGES/django.po; do
        if [ ! "${catalogue%.po}.mo" -nt "$catalogue" ]; then
            "$venv/bin/python" scripts/catalogue.py
            return
        fi
    done
}

if [ -f "$stamp" ] && [ -x "$venv/bin/python" ]; then
    compile_catalogues
    exit 0
fi

# An interpreter is asked for its real path: a pyenv shim may point nowhere, and uv stops at one.
real_path() {
    "$1" -c 'import sys; sys.exit(1) if sys.version_info < (3, 11) else print(sys.executable)' 2>/dev/null
}
python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.14 python3.11 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3 /usr/bin/python3; do
    if path=$(real_path "$candidate") && [ -n "$path" ]; then
        python=$path
        break
    fi
done
if [ -z "$python" ]; then
    echo "No Python 3.11 or newer was found. Install one, or name it: make setup PYTHON=/path/to/python3" >&2
    exit 1
fi

with_uv() {
    uv=$(command -v uv || true)
    if [ -z "$uv" ]; then
        uv=.tools/bin/uv
        [ -x "$uv" ] || "$python" -m pip install -q --disable-pip-version-check --target .tools uv >/dev/null 2>&1 || return 1
    fi
    export UV_PYTHON_DOWNLOADS=never
    # a virtual environment of a Python that has since gone is made anew
    [ ! -e "$venv" ] || "$venv/bin/python" -c '' 2>/dev/null || rm -rf "$venv"
    "$uv" venv -q --allow-existing --python "$python" "$venv" &&
        "$uv" pip sync -q --require-hashes --python "$venv/bin/python" "$lock"
}

with_pip() {
    "$python" -m venv --clear "$venv" &&
        "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
}

echo "Setting up $venv with $python ..."
if ! with_uv; then
    echo "uv is not to be had, or failed; pip takes over (half a minute) ..."
    if ! with_pip; then
        cat >&2 <<'TXT'
The packages of the lock file could not be installed; the reason stands above.
  - "ensurepip is not available": Debian and Ubuntu keep it apart: apt install python3-venv
  - no connection: the packages come from the package index that pip is set up to use
TXT
        exit 1
    fi
fi
rm -f "$venv"/.stamp-*
: > "$stamp"
compile_catalogues
echo "Setting up $venv: done."
