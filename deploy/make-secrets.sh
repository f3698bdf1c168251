#!/bin/sh
# Makes the files in deploy/secrets that docker-compose.yml reads. A file that exists is left as it is.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
# Compose hands the files over with the permissions they have here, and the site runs as an ordinary user in its container:
# the files may be read by all, and the folder by nobody else.
random() { python3 -c 'import secrets; print(secrets.token_urlsafe(50), end="")'; }
make() {
    if [ ! -s "secrets/$1" ]; then
        printf '%s' "$2" > "secrets/$1"
        chmod 644 "secrets/$1"
        echo "made deploy/secrets/$1"
    fi
}
make secret_key "$(random)"
make database_password "$(random)"
make database_url "postgres://mentorship:$(cat secrets/database_password)@postgres:5432/mentorship"
if [ ! -s secrets/email_url ]; then
    echo "Still to do: write the address of your mail server into deploy/secrets/email_url (and chmod 644 it), such as"
    echo "  smtp://user:password@mail.example.org:587?tls=starttls"
fi
