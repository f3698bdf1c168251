#!/bin/sh
# Makes the documentation site of docs/ in the folder $1 (var/docs). A link that leads nowhere, a page that nobody finds and a picture
# that is missing stop it.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/sphinx-build -n -W --keep-going -q -j 2 -b html -d var/docs-read docs "${1:-var/docs}"
