#!/bin/sh
# Brings the site up with Docker Compose from what lies in this checkout: the first time, and after each `git pull`.
#
#   sh deploy/compose.sh                a backup by the release that runs, the new image, its tables, and then its processes
#   sh deploy/compose.sh --no-backup    without a backup: there is one that was made in another way
#   sh deploy/compose.sh --back         the release before, on the tables of the newer one: after `git checkout` of it
#
# Each image keeps a name of its own, in .env as MENTORSHIP_VERSION, so that the one before is still there. The site runs on until
# its tables are those of the new release; where that is refused it stays as it was. docs/operators/install_compose.md says more.
set -eu
umask 077
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }
stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}
setting() { sed -n "s/^$1=//p" .env | tail -n 1 | tr -d "\"'"; }

case ${1:-} in
    '' | --no-backup | --back) how=${1:-} ;;
    *) stop "Not known: $1. There are --no-backup and --back; $0 says at its beginning what they do." ;;
esac
docker compose version > /dev/null || stop "Docker with its plugin Compose is needed: https://docs.docker.com/engine/install/"
[ -f .env ] || stop "There is no .env yet: docs/operators/install_compose.md says what stands in it."
for secret in secret_key database_password database_url email_url; do
    [ -s "deploy/secrets/$secret" ] || stop "deploy/secrets/$secret is missing: sh deploy/make-secrets.sh"
done
old=$(setting MENTORSHIP_VERSION)
MENTORSHIP_VERSION=$(sh deploy/release.sh name)
export MENTORSHIP_VERSION
there() { docker image inspect "mentorship:$1" > /dev/null 2>&1; }
# A site that was begun before its releases had names.
[ -n "$old" ] || ! there latest || old=latest

keep_name() { # only once the tables are its own: until then cron and every other command take the release that runs
    [ -z "$(tail -c 1 .env)" ] || echo >> .env
    others=$(grep -v '^MENTORSHIP_VERSION=' .env || true)
    printf '%s\nMENTORSHIP_VERSION=%s\n' "$others" "$MENTORSHIP_VERSION" > .env.new
    cat .env.new > .env # and not mv: it keeps its owner and who may read it
    rm .env.new
}

if [ "$how" = --back ]; then
    say "The image $MENTORSHIP_VERSION"
    there "$MENTORSHIP_VERSION" || docker compose build
    say "Its processes"
    docker compose up -d --no-deps web worker matching beat
    keep_name
    exit
fi

if [ -n "$old" ] && [ "$old" != "$MENTORSHIP_VERSION" ] && [ -z "$how" ]; then
    say "A backup, by the release that runs: $old"
    folder=$(setting MENTORSHIP_BACKUPS)
    folder=${folder:-./backups}
    [ -d "$folder" ] || install -d -m 0700 -o 10001 -g 10001 "$folder" || stop "Make $folder, and give it to the user 10001."
    # Where the image is gone, Compose would build the new program under the old name.
    there "$old" || stop "The image mentorship:$old is gone, so that no backup can be made by it. Where there is one: sh $0 --no-backup"
    MENTORSHIP_VERSION=$old docker compose run --rm backup ||
        stop "No backup could be made, and nothing was changed. Where there is one that was made in another way: sh $0 --no-backup"
fi

say "The image $MENTORSHIP_VERSION"
docker compose build

say "Tables and styles of this release"
docker compose up -d --wait --no-recreate postgres valkey
# shellcheck disable=SC2086
docker compose run --rm --no-deps migrate python manage.py upgrade $how ||
    stop "What is in the way stands above. What ran runs on as before. Mend it and run this again."
keep_name

say "Its processes"
docker compose up -d
docker compose ps

# The one before is kept for `--back`; each image takes more than a gigabyte.
for name in $(docker image ls mentorship --format '{{.Tag}}'); do
    case $name in "$MENTORSHIP_VERSION" | "$old") ;; *) docker image rm "mentorship:$name" || true ;; esac
done
