#!/bin/sh
# Brings the front end's third-party files into static/ from npm packages of the versions named here.
# Run it after changing a version or the list in ui/icons.py, and commit what it writes. The site never loads from a CDN.
set -eu

HTMX=2.0.11
INTER=5.3.0
LUCIDE=1.62.0

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() { # package, version, folder
    tarball=$(npm pack --silent "$1@$2")
    mkdir "$3"
    tar -xzf "$tarball" -C "$3" --strip-components=1
}

fetch htmx.org "$HTMX" htmx
fetch @fontsource-variable/inter "$INTER" inter
fetch lucide-static "$LUCIDE" lucide

mkdir -p "$root/static/js" "$root/static/fonts" "$root/static/img"
cp htmx/dist/htmx.min.js "$root/static/js/htmx.min.js"
cp htmx/LICENSE "$root/static/js/LICENSE-htmx"
python3 -m venv fonttools
fonttools/bin/pip install --quiet fonttools==4.68.0 brotli==1.2.1
for letters in latin latin-ext; do
    fonttools/bin/python "$root/scripts/font.py" "inter/files/inter-$letters-opsz-normal.woff2" "$root/static/fonts/inter-$letters.woff2"
done
cp inter/LICENSE "$root/static/fonts/LICENSE-inter"
cp lucide/LICENSE "$root/static/img/LICENSE-lucide"
python3 "$root/scripts/sprite.py" lucide/icons "$root/static/img/icons.svg"
