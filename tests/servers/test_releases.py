"""How a release takes over: laid beside the one that runs, by deploy/release.sh, and by Compose's own order of things."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mentorship.localservices import CHECKOUT
from mentorship.management.commands.backup import Command as Backup

DEPLOY = CHECKOUT / "deploy"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a program that is one file."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    (folder / "deploy" / "secrets").mkdir(parents=True)
    for name in ("release.sh", "compose.sh"):
        shutil.copy(DEPLOY / name, folder / "deploy")
    for secret in ("secret_key", "database_password", "database_url", "email_url"):
        (folder / "deploy" / "secrets" / secret).write_text("hush")
    (folder / ".dockerignore").write_text("*\n!manage.py\n!requirements-fast.lock\n")
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (folder / "manage.py").write_text("first")
    (folder / "requirements-fast.lock").write_text("")
    (folder / "Dockerfile").write_text("")
    (folder / "scripts" / "bootstrap.sh").write_text(
        'cd "$(dirname "$0")/.."\nmkdir -p "$1/bin" && cp /bin/true "$1/bin/python" && cat manage.py > built\n'
    )
    return folder


def release(checkout: Path, *words: str) -> str:
    done = subprocess.run(
        ["sh", checkout / "deploy" / "release.sh", *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_release_has_the_name_of_its_content(checkout: Path) -> None:
    first = release(checkout, "name")
    assert re.fullmatch(r"1\.2\.3-\d+", first)
    (checkout / "deploy" / "secrets" / "secret_key").write_text("another")
    (checkout / "deploy" / "__pycache__").mkdir()
    (checkout / "deploy" / "__pycache__" / "a.pyc").write_text("compiled")
    os.utime(checkout / "manage.py", (0, 0))
    assert release(checkout, "name") == first
    (checkout / "manage.py").write_text("second")
    assert release(checkout, "name") != first


def test_a_release_is_laid_beside_the_one_that_runs(checkout: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    current = releases / "current"
    (releases / "somebody's").mkdir(parents=True)
    places: list[Path] = []
    for text in ("first", "second", "third"):
        (checkout / "manage.py").write_text(text)
        before = current.resolve() if places else None
        places.append(Path(release(checkout, "lay", str(releases))))
        if before:
            assert current.resolve() == before == places[-2]
            assert (
                (current / "built").read_text()
                == (current / "manage.py").read_text()
                == before.joinpath("built").read_text()
            )
        release(checkout, "use", str(places[-1]))
        assert (current / "manage.py").read_text() == text
    first, second, third = places
    assert not (third / "deploy" / "secrets").exists()
    assert not first.exists()
    assert (releases / "previous").resolve() == second
    assert (releases / "somebody's").exists()
    (checkout / "manage.py").write_text("second")  # git checkout: the way back builds nothing
    (second / "built").write_text("as it was")
    release(checkout, "use", release(checkout, "lay", str(releases)))
    assert (current / "built").read_text() == "as it was"
    assert (releases / "previous").resolve() == third


def test_half_a_release_is_made_anew_and_never_used(checkout: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    bootstrap = checkout / "scripts" / "bootstrap.sh"
    bootstrap.write_text(f"{bootstrap.read_text()}[ ! -e ../../unreachable ]\n")  # the last package of all
    (tmp_path / "unreachable").touch()
    with pytest.raises(subprocess.CalledProcessError):
        release(checkout, "lay", str(releases))
    half = releases / release(checkout, "name")
    assert (half / "built").exists()
    with pytest.raises(subprocess.CalledProcessError):
        release(checkout, "use", str(half))
    assert not (releases / "current").exists()
    (tmp_path / "unreachable").unlink()
    release(checkout, "use", release(checkout, "lay", str(releases)))
    assert (releases / "current").resolve() == half


def test_the_command_takes_files_of_the_folder_it_is_called_in(tmp_path: Path) -> None:
    """And what `current` leads to now, so that a release that takes over changes nothing under it."""
    python = tmp_path / "release-1" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$MENTORSHIP_BACKUPS" "$@"\n')
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "id").write_text("#!/bin/sh\necho mentorship\n")
    for program in (python, tmp_path / "bin" / "id"):
        program.chmod(0o755)
    (tmp_path / "current").symlink_to("release-1")
    (tmp_path / "settings").write_text("MENTORSHIP_BACKUPS=/somewhere\n")
    (here := tmp_path / "here").mkdir()
    done = subprocess.run(
        ["sh", DEPLOY / "mentorship", "restore", "a b.backup"],
        cwd=here,
        env={
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "SITE_PROGRAM": str(tmp_path / "current"),
            "SITE_SETTINGS": str(tmp_path / "settings"),
        },
        check=True,
        capture_output=True,
        text=True,
    )
    manage = str(tmp_path / "release-1" / "manage.py")
    assert done.stdout.splitlines() == [str(here), "/somewhere", manage, "restore", "a b.backup"]


def test_a_backup_lies_where_the_settings_say(settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"MENTORSHIP_BACKUPS": Path("/somewhere")})
    given = vars(Backup().create_parser("manage.py", "backup").parse_args([]))
    assert given["target"] == "/somewhere"


# --- Compose: no engine is at hand, so a stand-in notes what it is asked, under which name of the image


class Docker:
    """Commands with the words of `refuses` in them end with 2. Images are those of `images`."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.checkout, self.folder = checkout, folder
        folder.mkdir()
        (folder / "docker").write_text(
            '#!/bin/sh\ncase "$*" in\n'
            '"image inspect"*) grep -qxF "${3#mentorship:}" "$IMAGES"; exit ;;\n'
            '"image ls"*) cat "$IMAGES"; exit ;;\n'
            "esac\n"
            'printf "%s: %s\\n" "$MENTORSHIP_VERSION" "$*" >> "$ASKED"\n'
            'case "$*" in *"$REFUSES"*) exit 2 ;; esac\n'
        )
        (folder / "docker").chmod(0o755)
        self.settings = checkout / ".env"
        self.settings.write_text("MENTORSHIP_VERSION=old\nMENTORSHIP_BACKUPS='./kept'\nWEB_CONCURRENCY=2")
        (checkout / "kept").mkdir()
        self.new = release(checkout, "name")

    def run(
        self, *words: str, refuses: str = "nothing", images: str = "old\nolder\n"
    ) -> tuple[int, list[str]]:
        (self.folder / "images").write_text(images)
        (asked := self.folder / "asked").write_text("")
        done = subprocess.run(
            ["sh", self.checkout / "deploy" / "compose.sh", *words],
            env={
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "IMAGES": str(self.folder / "images"),
                "ASKED": str(asked),
                "REFUSES": refuses,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stderr
        lines = asked.read_text().replace(self.new, "new").splitlines()
        return done.returncode, [
            line for line in lines if not line.endswith(("compose version", "compose ps"))
        ]


@pytest.fixture
def docker(checkout: Path, tmp_path: Path) -> Docker:
    return Docker(checkout, tmp_path / "docker")


FIRST = ["new: compose build", "new: compose up -d --wait --no-recreate postgres valkey"]
MIGRATE = "new: compose run --rm --no-deps migrate python manage.py upgrade"


def test_compose_replaces_nothing_before_the_tables_are_there(docker: Docker) -> None:
    code, asked = docker.run()
    assert code == 0, docker.said
    assert asked == [
        "old: compose run --rm backup",
        *FIRST,
        MIGRATE,
        "new: compose up -d",
        "new: image rm mentorship:older",
    ]
    assert docker.settings.read_text() == (
        f"MENTORSHIP_BACKUPS='./kept'\nWEB_CONCURRENCY=2\nMENTORSHIP_VERSION={docker.new}\n"
    )
    assert docker.run()[1][0] == "new: compose build"  # the same once more asks for no backup


@pytest.mark.parametrize("step", ["run --rm backup", "build", "run --rm --no-deps migrate"])
def test_compose_leaves_the_site_as_it_was_where_a_step_fails(docker: Docker, step: str) -> None:
    before = docker.settings.read_text()
    code, asked = docker.run(refuses=step)
    assert code != 0
    assert step in asked[-1]
    assert docker.settings.read_text().strip() == before.strip()


def test_compose_makes_no_backup_by_a_new_program_under_the_old_name(docker: Docker) -> None:
    code, asked = docker.run(images="older\n")
    assert (code, asked) == (1, [])
    assert "The image mentorship:old is gone" in docker.said
    assert docker.run("--no-backup", images="")[1] == [*FIRST, f"{MIGRATE} --no-backup", "new: compose up -d"]


def test_compose_starts_a_site_that_is_not_there_yet(docker: Docker) -> None:
    docker.settings.write_text("WEB_CONCURRENCY=2\n")
    assert docker.run(images="")[1] == [*FIRST, MIGRATE, "new: compose up -d"]
    docker.settings.write_text("")
    assert docker.run(images="latest\n")[1][0] == "latest: compose run --rm backup"
    docker.settings.unlink()
    assert docker.run() == (1, [])
    assert "There is no .env yet" in docker.said


def test_compose_goes_back_to_the_image_that_was(docker: Docker) -> None:
    back = "new: compose up -d --no-deps web worker matching beat"
    assert docker.run("--back", images=docker.new)[1] == [back]
    assert f"MENTORSHIP_VERSION={docker.new}\n" in docker.settings.read_text()
    assert docker.run("--back", images="")[1] == ["new: compose build", back]


def test_compose_wants_the_name_of_an_image() -> None:
    """Where each build overwrites the one before, there is none to go back to."""
    program = Path(sys.executable).parent / "docker-compose"
    words = (program, "--env-file", os.devnull, "-f", CHECKOUT / "docker-compose.yml", "config", "-q")
    given = {
        "PATH": os.environ["PATH"],
        "MENTORSHIP_SITE_URL": "https://mentoring.example.org",
        "MENTORSHIP_MAIL_FROM": "a@example.org",
    }
    refusal = subprocess.run(words, env=given, capture_output=True, text=True, check=False)
    assert refusal.returncode != 0
    assert "deploy/compose.sh" in refusal.stderr
    subprocess.run(words, env=given | {"MENTORSHIP_VERSION": "1"}, check=True)
