#!/bin/sh
# Every check that needs no server: style, types, templates, imports, migrations, settings, deployment files, documents.
# All run, even after one has failed; the failed ones are named at the end.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        printf '%s\nFAILED  %s\n\n' "$output" "$name"
        failed="$failed $name"
    fi
}

# The settings want an environment, and nothing here connects to anything.
unset MENTORSHIP_DEMO MENTORSHIP_DEBUG
export DATABASE_URL=postgres://check@127.0.0.1:1/check REDIS_URL=redis://127.0.0.1:1
export MENTORSHIP_SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ
export MENTORSHIP_EMAIL_URL='smtp://mail.example.org:587?tls=starttls' MENTORSHIP_MAIL_FROM=mentoring@example.org MENTORSHIP_SITE_URL=https://mentoring.example.org
export MENTORSHIP_VERSION=0 # for Compose

check ruff ruff check .
check ruff-format ruff format --check .
check mypy mypy
check djlint djlint --lint --quiet templates
check imports lint-imports
check migrations python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
check deploy python manage.py check --deploy --fail-level WARNING
check documents python manage.py docs --check
check docs-site sh scripts/docs_site.sh
check dockerfile hadolint Dockerfile
check compose docker-compose -f docker-compose.yml config -q
check compose-own-proxy docker-compose -f docker-compose.yml -f deploy/compose.own-proxy.yml config -q
check proxy caddy validate --adapter caddyfile --config deploy/Caddyfile
check proxy-format sh -c 'caddy fmt deploy/Caddyfile | diff deploy/Caddyfile -'

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
