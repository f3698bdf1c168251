#!/bin/sh
# The site on Debian 12 or newer by systemd, without containers: PostgreSQL, Redis or Valkey, Caddy, and the site's own units.
#
#   git clone … /opt/mentorship && sh /opt/mentorship/deploy/debian.sh
#
# It asks what it must know, or takes it from MENTORSHIP_SITE_URL, MENTORSHIP_MAIL_FROM and MENTORSHIP_EMAIL_URL. It may be run
# again at any time: what is there is left as it is, and after `git pull` it brings everything to the new release. The site runs on
# until its tables are those of that release; where that is refused it stays as it was.
#
#   --program     only the program, its user and its units, and nothing is started: a second machine for web or workers
#   --no-backup   passed on to `upgrade`: no backup of the last day was noted, and there is one that was made in another way
#   --back        passed on to `upgrade`: the release before, on the tables of the newer one, after `git checkout` of it
#
# docs/operators/install_debian.md says more.
set -eu
# `su` leaves out where the programs of administrators lie.
PATH=$PATH:/usr/sbin:/sbin

APP=/opt/mentorship # what git brings; nothing runs there
RELEASES=/usr/local/lib/mentorship
ETC=/etc/mentorship
STATE=/var/lib/mentorship
UNITS=/etc/systemd/system
ENVIRONMENT=$ETC/mentorship.env
SYSTEMCTL=${SYSTEMCTL:-systemctl} # `true` where no systemd runs: everything is laid out, and nothing started

say() { printf '\n== %s\n' "$*"; }
stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || stop "Run this as root: sudo sh $0"
[ -f $APP/deploy/debian.sh ] || stop "The program belongs into $APP: git clone … $APP, then sh $APP/deploy/debian.sh"
[ -f /etc/debian_version ] || stop "This is for Debian. Elsewhere the units in deploy/systemd and the steps of this script show the way."
cd $APP
program='' back='' options=''
for option in "$@"; do
    case $option in
        --program) program=only ;;
        --no-backup) options="$options $option" ;;
        --back) back=$option options="$options $option" ;;
        *) stop "Not known: $option. There are --program, --no-backup and --back; $0 says at its beginning what they do." ;;
    esac
done

ask() { # NAME, what it is, an example
    eval "value=\${$1:-}"
    if [ -z "$value" ] && [ -t 0 ]; then
        printf '%s\n  such as %s\n  > ' "$2" "$3"
        read -r value
    fi
    [ -n "$value" ] || stop "$1 is missing: $2, such as $3"
    case $value in *\'*) stop "$1 may not hold a quotation mark: $value" ;; esac
}

say "Packages"
packages="ca-certificates python3 python3-venv"
if [ -n "$program" ]; then
    packages="$packages postgresql-client"
    queue=
elif command -v valkey-server > /dev/null || { ! command -v redis-server > /dev/null && apt-cache show valkey-server > /dev/null 2>&1; }; then
    queue=valkey
else
    queue=redis
fi
[ -n "$program" ] || packages="$packages postgresql postgresql-contrib caddy $queue-server"
missing=
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > /dev/null
fi
/usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed: Debian 12 has it."
echo "There are: $packages"

say "The user mentorship, and its folders"
getent passwd mentorship > /dev/null || useradd --system --user-group --home-dir $STATE --shell /usr/sbin/nologin mentorship
install -d -m 0750 -o root -g mentorship $ETC
for folder in $STATE $STATE/storage $STATE/backups /var/cache/mentorship; do
    install -d -m 0750 -o mentorship -g mentorship "$folder"
done
# Caddy does not read it: web serves its own styles.
install -d -m 0750 -o mentorship -g mentorship $STATE/static

say "Settings in $ENVIRONMENT"
umask 027
if [ -n "$program" ]; then
    for file in $ENVIRONMENT $ETC/secret_key $ETC/email_url; do
        [ -s "$file" ] || stop "$file is missing: bring $ETC from the first machine, with DATABASE_URL and REDIS_URL that lead there."
    done
fi
if [ ! -s $ENVIRONMENT ]; then
    ask MENTORSHIP_SITE_URL "The address people type" https://mentoring.example.org
    site=$value
    case $site in https://*) ;; *) stop "The address begins with https://, as Caddy brings it: $site" ;; esac
    ask MENTORSHIP_MAIL_FROM "The sender of the site's e-mail" "Mentoring <mentoring@example.org>"
    from=$value
    cat > $ENVIRONMENT.new << TXT
# Read by systemd and by the command mentorship. README.md lists every setting. After a change:
# systemctl restart mentorship-web mentorship-worker mentorship-worker-matching mentorship-beat
MENTORSHIP_SITE_URL='$site'
MENTORSHIP_MAIL_FROM='$from'
DATABASE_URL='postgres://mentorship@/mentorship?host=/run/postgresql'
REDIS_URL='redis://127.0.0.1:6379'
MENTORSHIP_SECRET_KEY_FILE=$ETC/secret_key
MENTORSHIP_EMAIL_URL_FILE=$ETC/email_url
MENTORSHIP_STORAGE=$STATE/storage
MENTORSHIP_STATIC_ROOT=$STATE/static
MENTORSHIP_BACKUPS=$STATE/backups
MENTORSHIP_TRUSTED_PROXIES=1
WEB_CONCURRENCY=2
TXT
    mv $ENVIRONMENT.new $ENVIRONMENT
fi
# One that was made before there was such a setting.
grep -q '^MENTORSHIP_BACKUPS=' $ENVIRONMENT || echo "MENTORSHIP_BACKUPS=$STATE/backups" >> $ENVIRONMENT
if [ ! -s $ETC/email_url ]; then
    ask MENTORSHIP_EMAIL_URL "Your mail server, with user and password" 'smtp://user:password@mail.example.org:587?tls=starttls'
    printf '%s' "$value" > $ETC/email_url
fi
[ -s $ETC/secret_key ] || python3 -c 'import secrets; print(secrets.token_urlsafe(50), end="")' > $ETC/secret_key
chown root:mentorship $ENVIRONMENT $ETC/email_url $ETC/secret_key
chmod 0640 $ENVIRONMENT $ETC/email_url $ETC/secret_key
umask 022
# shellcheck disable=SC1090
site=$(. $ENVIRONMENT && printf '%s' "$MENTORSHIP_SITE_URL")
# shellcheck disable=SC1090
upload=$(. $ENVIRONMENT && printf '%s' "${MENTORSHIP_UPLOAD_MB:-10}")
echo "The site is $site."

say "The program, beside the one that runs"
new=$(PYTHON=/usr/bin/python3 sh deploy/release.sh lay $RELEASES)
echo "It lies in $new."

if [ -z "$program" ]; then
    say "Database"
    $SYSTEMCTL enable --now postgresql
    waited=0
    until runuser -u postgres -- psql -qAt -c 'SELECT 1' postgres > /dev/null 2>&1; do
        [ $waited -lt 30 ] || stop "PostgreSQL does not answer: systemctl status postgresql, pg_lsclusters"
        waited=$((waited + 1))
        sleep 1
    done
    as_postgres() { runuser -u postgres -- psql -qAt -v ON_ERROR_STOP=1 "$@"; }
    # Nobody needs a password for it: the user mentorship of this machine is let in under its own name.
    [ -n "$(as_postgres -c "SELECT 1 FROM pg_roles WHERE rolname = 'mentorship'" postgres)" ] || as_postgres -c 'CREATE ROLE mentorship LOGIN' postgres
    [ -n "$(as_postgres -c "SELECT 1 FROM pg_database WHERE datname = 'mentorship'" postgres)" ] ||
        as_postgres -c "CREATE DATABASE mentorship OWNER mentorship ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" postgres
    as_postgres -c 'SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent' mentorship

    say "Queue"
    $SYSTEMCTL enable --now $queue-server
    # What it holds is written down, and nothing is thrown away.
    $queue-cli CONFIG SET appendonly yes > /dev/null
    $queue-cli CONFIG SET maxmemory-policy noeviction > /dev/null
    $queue-cli CONFIG REWRITE > /dev/null || echo "$queue could not write its configuration: set appendonly yes in /etc/$queue yourself."
fi

say "Tables and styles of this release"
# By the new program, while the old one runs and lies where it lay.
# shellcheck disable=SC2086
SITE_PROGRAM=$new sh "$new/deploy/mentorship" upgrade $options ||
    stop "What is in the way stands above. Nothing of the program was replaced: what ran runs on as before. Mend it and run this again."

say "Units, and the command mentorship"
sh deploy/release.sh use "$new"
install -m 0755 deploy/mentorship /usr/local/bin/mentorship
install -m 0644 deploy/systemd/mentorship-*.service deploy/systemd/mentorship-*.timer $UNITS/
install -d $UNITS/mentorship-.service.d $UNITS/mentorship-upgrade.service.d
install -m 0644 deploy/systemd/mentorship-.service.d/site.conf $UNITS/mentorship-.service.d/site.conf
# On the way back the next boot, too, has to let the newer tables be.
printf '[Service]\nEnvironment=UPGRADE_OPTIONS=%s\n' "$back" > $UNITS/mentorship-upgrade.service.d/back.conf
$SYSTEMCTL daemon-reload

units="mentorship-web mentorship-worker mentorship-worker-matching mentorship-beat"
if [ -n "$program" ]; then
    # shellcheck disable=SC2086
    $SYSTEMCTL try-restart $units
    say "Done"
    echo "What ran here runs with this release. More units: systemctl enable --now mentorship-web, or another of $units"
    exit
fi
say "Starting"
$SYSTEMCTL start mentorship-upgrade # the others want it; it was done just now, so nothing of it is left to do
# shellcheck disable=SC2086
$SYSTEMCTL enable $units
# shellcheck disable=SC2086
$SYSTEMCTL restart $units
$SYSTEMCTL enable --now mentorship-backup.timer

say "Caddy"
old=
case $(caddy version) in v2.[0-6].* | 2.[0-6].*) old=yes ;; esac
if [ -s /etc/caddy/Caddyfile ] && ! grep -q -e '/usr/share/caddy' -e MENTORSHIP_SITE_URL /etc/caddy/Caddyfile; then
    echo "/etc/caddy/Caddyfile serves something else and is left as it is: take over what stands in $APP/deploy/Caddyfile."
else
    install -m 0644 deploy/Caddyfile /etc/caddy/Caddyfile
    install -d $UNITS/caddy.service.d
    {
        echo "[Service]"
        echo "Environment=\"MENTORSHIP_SITE_URL=$site\" MENTORSHIP_UPLOAD_MB=$upload"
        [ -z "$old" ] || echo 'Environment="CADDY_PROXY_OPTIONS="'
    } > $UNITS/caddy.service.d/mentorship.conf
    $SYSTEMCTL daemon-reload
    $SYSTEMCTL enable caddy
    $SYSTEMCTL restart caddy
    echo "It fetches a certificate for $site: the name must point to this machine, and ports 80 and 443 be open."
fi

say "The doctor"
mentorship doctor || echo "Put right what it found, and ask again: mentorship doctor --url"
say "Done"
mentorship first_run
