# shellcheck shell=bash
# The project's Python environment: made once, filled part by part, each part known by its stamp. The parts:
# desk and test (the packages of that lock), programs (what the desk needs that no wheel of its lock carries).
: "${root:?}" "${venv:?}"

fingerprint() { # PART: what an environment that has it must say of itself
    "$venv/bin/python" -I -S -c 'import sys; print(sys.implementation.cache_tag, sys.argv[1])' "$root" &&
        sha256sum <"$root/locks/${1/#programs/desk}.txt"
}

owner() { # prints the checkout whose code this environment runs; nothing when it has none yet
    cat -- "$venv"/lib/python3*/site-packages/ippin.pth 2>/dev/null || true
}

is_current() { # PART
    [[ -x $venv/bin/python && -f $venv/.stamp-$1 && $(owner) == "$root" ]] &&
        [[ $(<"$venv/.stamp-$1") == "$(fingerprint "$1" 2>/dev/null)" ]]
}

claim_folder() { # never takes over a folder that holds something else
    mkdir -p -- "$venv" 2>/dev/null || true
    [[ -d $venv && -w $venv ]] || die "$venv cannot be written; set IPPIN_VENV to a folder of your own"
    # Emptiness first: a start beside this one may put its lock there at any moment.
    [[ -z $(ls -A -- "$venv") || -f $venv/.lock || -f $venv/pyvenv.cfg ]] ||
        die "$venv holds something else than a Python environment and was left alone; set IPPIN_VENV"
}

refuse_foreign() { # two checkouts in one environment would run each other's code; one that is gone has no claim
    local other way="set IPPIN_VENV to a folder of this checkout's own"
    other=$(owner)
    [[ -n $other && $other != "$root" && -e $other/run ]] || return 0
    [[ $venv != "$root/.venv" ]] || way="if it is only a copy, remove it and start again"
    die "$venv belongs to the checkout in $other; $way"
}

own_environment() { # what it imports is this checkout's code from now on
    local site
    site=$("$venv/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))') || exit 1
    rm -f -- "$venv"/.stamp-*
    printf '%s\n' "$root" >"$site/ippin.pth" || exit 1
}

make_environment() { # anew, unless a sound one is there
    local python
    if [[ -n $(ask_python "$venv/bin/python") ]] && "$venv/bin/python" -I -c 'import pip' 2>/dev/null; then
        return
    fi
    python=$(find_python) || exit 1
    say "making a Python environment with $python"
    find "$venv" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf -- {} +
    quietly "$python" -I -m venv -- "$venv" || die "the Python environment could not be made (see above)"
}

install_lock() { # LOCK
    watched "$(grep -c '==' "$root/locks/$1.txt")" "locks/$1.txt" fill_from "$root/locks/$1.txt" ||
        die "pip could not install locks/$1.txt (see above); is the network there?"
}

fill_from() { # FILE
    # --no-deps: the lock is complete, and pip need not look further. Wheels only: no compiler is needed.
    env -u PIP_USER -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_QUIET \
        "$venv/bin/python" -I -m pip install --progress-bar off --no-input --disable-pip-version-check --no-compile \
        --require-hashes --no-deps --only-binary=:all: -r "$1" || return 1
    # pip makes bytecode of one file after the other; all processors do it sooner. What fails is made at its import.
    "$venv/bin/python" -I -m compileall -qq -j 0 "$venv"/lib/python3*/site-packages || true
}

install_part() { # PART
    case $1 in
        programs) install_desk_needs ;;
        *) install_lock "$1" ;;
    esac
    fingerprint "$1" >"$venv/.stamp-$1" || exit 1
}

fill_environment() { # PART...: one start at a time; whoever waited finds the work done
    local part
    flock -n 9 || {
        say "another start is setting up; waiting for it"
        flock 9
    }
    refuse_foreign
    make_environment
    [[ $(owner) == "$root" ]] || own_environment
    for part; do
        is_current "$part" || install_part "$part"
    done
}

set_up() { # PART...
    local part
    for part; do
        is_current "$part" && continue
        claim_folder
        (fill_environment "$@") 9>>"$venv/.lock" || exit 1
        return
    done
}
