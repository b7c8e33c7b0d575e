"""The start script sets up once, then starts fast, and says in one line what it cannot do."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = ["bash", "cat", "dirname", "env", "find", "flock", "grep", "ls", "mkdir", "mktemp"]
NEEDED += ["readlink", "realpath", "rm", "sed", "sha256sum", "sleep", "tail", "true"]
ECHO = "import os, sys\nprint(sys.argv[1:], os.getcwd(), sep='\\n')\n"
# Starts this Python, wherever it lies.
WHOLE = f'#!/bin/bash\nexec "{sys.executable}" "$@"\n'
# Gives a copy of an environment that it made before, as making one takes seconds; else as above.
QUICK = """#!/bin/bash
[ "$2 $3" != "-m venv" ] || exec "{copy}" -a -- "{made}/." "$5"
exec "{python}" "$@"
"""
# Answers as a Python whose distribution left out ensurepip would.
BARE = """#!/bin/bash
if [ "$2" = -c ]; then
    exec "{python}" -I -c "import sys; sys.modules['ensurepip'] = None; $3" "${{@:4}}"
fi
exec "{python}" "$@"
"""


def script(path: Path, text: str) -> None:
    """An executable file."""
    path.write_text(text)
    path.chmod(stat.S_IRWXU)


class Checkout:
    """A copy of the start script with an empty lock and a command that prints its arguments."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a desk"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        for name in NEEDED:
            (self.bin / name).symlink_to(shutil.which(name))
        script(self.bin / "sudo", "#!/bin/bash\nexit 1\n")
        (self.root / "locks").mkdir(parents=True)
        (self.root / "locks" / "desk.txt").write_text("# nothing\n")
        shutil.copytree(ROOT / "setup", self.root / "setup")
        shutil.copy(ROOT / "run", self.root)
        (self.root / "cli").mkdir()
        (self.root / "cli" / "main.py").write_text(ECHO)
        (self.root / "desk" / "system").mkdir(parents=True)
        (self.root / "desk" / "system" / "tools.py").write_text("")

    @property
    def command(self) -> list[str]:
        """The start of the command line under test."""
        return [str(self.root / "run"), "ippin"]

    def add_python(self, text: str | None = None) -> None:
        """Puts a Python on the PATH: this one, or a script in its place."""
        name = f"python3.{sys.version_info.minor}"
        script(self.bin / name, text or WHOLE)

    def environment(self, **more: str) -> dict[str, str]:
        """A fresh home and nothing on the PATH but what set-up needs."""
        return {"PATH": str(self.bin), "HOME": str(self.root.parent / "home"), **more}

    def run(self, *args: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess:
        """Runs to the end, apart from this process's environment."""
        return subprocess.run(
            [*self.command, *args],
            env=self.environment(**more),
            cwd=cwd or self.root.parent,
            capture_output=True,
            text=True,
            timeout=300,
        )


@pytest.fixture
def bare(tmp_path):
    """A checkout on a machine without Python."""
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def quick(ready, tmp_path_factory):
    """A Python that makes environments by copying the one of the checkout that was set up, as it was at first."""
    made = tmp_path_factory.mktemp("made") / "environment"
    shutil.copytree(ready.root / ".venv", made, symlinks=True, ignore=shutil.ignore_patterns(".*", "ippin.pth"))
    return QUICK.format(copy=shutil.which("cp"), made=made, python=sys.executable)


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A checkout that was set up by its first start."""
    checkout = Checkout(tmp_path_factory.mktemp("ready"))
    checkout.add_python()
    first = checkout.run()
    assert first.returncode == 0, first.stderr
    assert first.stderr.count("set-up: making a Python environment") == 1
    return checkout


def test_arguments_and_folder_reach_the_program_untouched(ready, tmp_path):
    """From any folder, with spaces and stars in arguments and paths, and a clean standard output."""
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "main.py").write_text("raise SystemExit('the wrong program')")
    done = ready.run("a b", "*", "", cwd=tmp_path)
    assert done.stdout == f"{['a b', '*', '']}\n{tmp_path}\n"
    assert done.returncode == 0


def test_a_second_start_sets_nothing_up(ready):
    """It says nothing and writes nothing into the environment."""
    stamps = [path.stat().st_mtime_ns for path in (ready.root / ".venv").iterdir()]
    again = ready.run()
    assert (again.returncode, again.stderr) == (0, "")
    assert stamps == [path.stat().st_mtime_ns for path in (ready.root / ".venv").iterdir()]


def test_a_linked_start_script_finds_its_project(ready, tmp_path):
    """A link in somebody's bin folder starts the project it points to."""
    link = tmp_path / "desk"
    link.symlink_to(ready.root / "run")
    done = subprocess.run([link, "ippin", "x"], env=ready.environment(), capture_output=True, text=True)
    assert done.stdout.startswith("['x']\n")


def test_a_failed_install_is_shown_and_tried_again(ready):
    """The last lines of pip are shown; once the lock is right the next start succeeds."""
    lock = ready.root / "locks" / "desk.txt"
    before = lock.read_text()
    lock.write_text(f"./absent-1.0-py3-none-any.whl --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        failed = ready.run()
        assert failed.returncode == 1
        assert "absent-1.0" in failed.stderr
        assert "set-up: pip could not install locks/desk.txt" in failed.stderr
    lock.write_text(before)
    assert ready.run().returncode == 0


def test_starts_at_the_same_time_set_up_once(bare):
    """The second start waits for the first and finds the work done."""
    bare.add_python()
    starts = [
        subprocess.Popen(bare.command, env=bare.environment(), stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = "".join(start.communicate(timeout=300)[1] for start in starts)
    assert [start.returncode for start in starts] == [0, 0]
    assert said.count("making a Python environment") == 1
    assert said.count("installing") == 1


def test_a_machine_without_python_is_told_what_to_install(bare):
    """One line, exit code 1."""
    done = bare.run()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "apt install python3 python3-venv" in done.stderr


def test_a_python_that_does_not_fit_is_not_taken(bare):
    """A start script that fails (a version switcher's), or an old Python, is passed over."""
    bare.add_python("#!/bin/bash\necho 'no such version' >&2\nexit 127\n")
    assert "Python 3.11 to 3.14 is needed" in bare.run().stderr


def test_without_ensurepip_and_apt_the_package_is_named(bare):
    """Debian keeps venv in a package of its own; who may not install it is told its name."""
    bare.add_python(BARE.format(python=sys.executable))
    done = bare.run()
    assert done.returncode == 1
    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in done.stderr


def test_without_ensurepip_apt_is_asked_as_root_or_through_sudo(bare, quick):
    """The installation is announced, and only that package is installed."""
    bare.add_python(BARE.format(python=sys.executable))
    script(bare.bin / "sudo", '#!/bin/bash\n[ "$1" = -n ] && exec "${@:2}"\n')
    asked, whole = bare.root / "asked", bare.root / "whole"
    whole.write_text(quick)
    script(
        bare.bin / "apt-get",
        f'#!/bin/bash\necho "$@" >>"{asked}"\n'
        f'[[ $* != *install* ]] || cat "{whole}" >"{bare.bin}/python3.{sys.version_info.minor}"\n',
    )
    done = bare.run("x")
    package = f"python3.{sys.version_info.minor}-venv"
    assert f"installing {package} with apt" in done.stderr
    assert asked.read_text().splitlines()[-1].endswith(f"install --no-install-recommends {package}")
    assert done.stdout.startswith("['x']\n"), done.stderr


LACKING = "print('redis-server', 'Redis', sep='\\t')\nprint('tesseract-ocr', 'Tesseract', sep='\\t')\n"


def test_programs_that_no_wheel_carries_are_installed_or_named(bare, quick):
    """As root or through sudo they are installed, announced; who may do neither reads a line for each, and goes on."""
    bare.add_python(quick)
    (bare.root / "desk" / "system" / "tools.py").write_text(LACKING)
    told = bare.run("x", IPPIN_VENV=str(bare.root / "one"))
    assert "Redis is missing; install it with: sudo apt install redis-server" in told.stderr
    assert told.stdout.startswith("['x']\n")
    script(bare.bin / "sudo", '#!/bin/bash\n[ "$1" = -n ] && exec "${@:2}"\n')
    asked = bare.root / "asked"
    script(bare.bin / "apt-get", f'#!/bin/bash\necho "$@" >>"{asked}"\n')
    done = bare.run("x", IPPIN_VENV=str(bare.root / "two"))
    assert "installing tesseract-ocr with apt" in done.stderr
    installed = [line.split()[-1] for line in asked.read_text().splitlines() if " install " in line]
    assert installed == ["redis-server", "tesseract-ocr"]
    assert bare.run("x", IPPIN_VENV=str(bare.root / "two")).stderr == ""


def test_a_folder_that_holds_something_else_is_left_alone(bare, tmp_path):
    """IPPIN_VENV set to a wrong folder must cost nobody a file."""
    bare.add_python()
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "mother.txt").write_text("Dear")
    done = bare.run(IPPIN_VENV=str(letters))
    assert done.returncode == 1
    assert "left alone" in done.stderr
    assert os.listdir(letters) == ["mother.txt"]


@pytest.fixture
def pair(tmp_path, quick):
    """Two checkouts that are told to use one environment; the first has made it."""
    first, second = (Checkout(tmp_path / name) for name in ("first", "second"))
    shared = {"IPPIN_VENV": str(tmp_path / "shared")}
    for checkout in (first, second):
        checkout.add_python(quick)
    assert first.run(**shared).returncode == 0
    return first, second, shared


def whose(shared: dict[str, str]) -> str:
    """The checkout whose code the environment runs."""
    (path,) = Path(shared["IPPIN_VENV"]).glob("lib/python3*/site-packages/ippin.pth")
    return path.read_text().strip()


def test_an_environment_is_not_shared_by_two_checkouts(pair):
    """The second is refused in one line that names the first and the way out; the first goes on as before."""
    first, second, shared = pair
    refused = second.run(**shared)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1
    assert f"belongs to the checkout in {first.root}; set IPPIN_VENV to a folder" in refused.stderr
    assert whose(shared) == str(first.root)
    assert (first.run(**shared).returncode, first.run(**shared).stderr) == (0, "")


def test_a_moved_checkout_keeps_its_environment(pair, tmp_path):
    """Where the checkout that made it is gone, whoever comes takes the environment over, once."""
    first, _, shared = pair
    first.root = first.root.rename(tmp_path / "moved")
    assert first.run("x", **shared).stdout.startswith("['x']\n")
    assert whose(shared) == str(first.root)
    assert first.run(**shared).stderr == ""


def test_a_copied_checkout_is_told_to_remove_the_copied_environment(bare, quick, tmp_path):
    """A copy with the environment inside would run the code of the checkout that it was copied from."""
    bare.add_python(quick)
    assert bare.run().returncode == 0
    shutil.copytree(bare.root, tmp_path / "copy", symlinks=True)
    bare.root = tmp_path / "copy"
    told = bare.run()
    assert (told.returncode, told.stdout) == (1, "")
    assert "if it is only a copy, remove it and start again" in told.stderr
    shutil.rmtree(bare.root / ".venv")
    assert bare.run().returncode == 0


def test_processes_that_tests_start_run_this_checkout(tmp_path):
    """From any folder the environment imports the code beside these tests, not another checkout's."""
    asked = [sys.executable, "-P", "-c", "import desk; print(desk.__path__[0])"]
    assert subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True).stdout.strip() == str(ROOT / "desk")


def test_an_unknown_task_shows_the_usage(ready):
    """Exit code 2 and the four tasks; help shows the same with exit code 0."""
    run = str(ready.root / "run")
    wrong = subprocess.run([run, "dmeo"], env=ready.environment(), capture_output=True, text=True)
    asked = subprocess.run([run, "--help"], env=ready.environment(), capture_output=True, text=True)
    assert (wrong.returncode, asked.returncode) == (2, 0)
    assert wrong.stderr == asked.stdout
    assert all(task in asked.stdout for task in ("demo", "test", "ippin", "locks"))
