#!/bin/sh
# Releases beside each other, so that a new one is whole before anything of it runs, and the one before is still there.
#
#   sh deploy/release.sh name           the name of what lies in this checkout: its version, and a sum of what the program consists of
#   sh deploy/release.sh lay FOLDER     lays it into FOLDER/NAME, with its packages; what runs is not touched. Prints the place
#   sh deploy/release.sh use FOLDER/NAME  lets FOLDER/current lead there, and keeps the one before; older ones are removed
#
# deploy/debian.sh uses all three, deploy/compose.sh the name.
set -eu
cd "$(dirname "$0")/.."

# What goes into an image, and what brings it onto a machine: never a secret, nothing that was compiled.
consists_of() {
    sed -n 's/^!//p' .dockerignore
    printf '%s\n' .dockerignore Dockerfile deploy scripts/bootstrap.sh
}

name() {
    version=$(sed -n 's/^version = "\([A-Za-z0-9._-]*\)"$/\1/p' pyproject.toml)
    # shellcheck disable=SC2046
    sum=$(find $(consists_of) -type f ! -path '*/__pycache__/*' ! -name '*.mo' ! -path 'deploy/secrets/*' -exec cksum {} + | LC_ALL=C sort -k 3 | cksum | cut -d ' ' -f 1)
    printf '%s-%s\n' "$version" "$sum"
}

lay() {
    place=$1/$(name)
    # Made anew where it is half, or where Python of this machine is another by now.
    if [ ! -f "$place/.whole" ] || ! "$place/.venv/bin/python" -c 'import django' 2> /dev/null; then
        rm -rf "$place"
        mkdir -p "$place"
        # shellcheck disable=SC2046
        tar -cf - --exclude=__pycache__ --exclude='*.mo' --exclude=deploy/secrets $(consists_of) | tar -xf - -C "$place" --no-same-owner
        chmod -R u=rwX,go=rX "$place" # the site's user reads it, however the checkout was made
        sh "$place/scripts/bootstrap.sh" .venv requirements-fast.lock >&2
        for folder in accounts api journeys matching mentorship notifications programmes ui; do
            "$place/.venv/bin/python" -m compileall -q "$place/$folder" >&2
        done
        : > "$place/.whole"
    fi
    printf '%s\n' "$place"
}

use() {
    [ -f "$1/.whole" ] || {
        echo "$1 is no whole release: sh deploy/release.sh lay $(dirname "$1")" >&2
        exit 1
    }
    folder=$(dirname "$1")
    new=$(basename "$1")
    old=$(readlink "$folder/current" || true)
    if [ "$old" != "$new" ]; then
        [ -z "$old" ] || ln -sfn "$old" "$folder/previous"
        ln -sfn "$new" "$folder/current.new"
        mv -T "$folder/current.new" "$folder/current" # at once: there is no moment without one
    fi
    previous=$(readlink "$folder/previous" || true)
    for other in "$folder"/*/; do
        other=$(basename "$other")
        case $other in "$new" | "$previous" | current | previous) continue ;; esac
        [ ! -f "$folder/$other/requirements-fast.lock" ] || rm -rf "${folder:?}/$other" # and nothing that is no release
    done
}

case ${1:-} in
    name) name ;;
    lay) lay "$2" ;;
    use) use "$2" ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
