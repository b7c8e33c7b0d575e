# shellcheck shell=bash
# Debian packages: installed only as root or through a sudo that asks for no password.
: "${root:?}" "${venv:?}"

become_root() { # COMMAND...
    if ((EUID == 0)); then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

apt_get() {
    become_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

install_package() { # PACKAGE WHAT-FOR
    if ! may_install; then
        say "$2 is missing; install it with: sudo apt install $1"
        return 1
    fi
    say "$2 is missing; installing $1 with apt"
    quietly apt_get update || say "apt could not refresh every package list; going on"
    quietly apt_get install --no-install-recommends "$1" || {
        say "apt could not install $1 (see above); $2 is still missing"
        return 1
    }
}

install_desk_needs() { # programs that neither PATH nor a wheel of the lock has; who may not install reads what to do
    local package title
    while IFS=$'\t' read -r package title; do
        install_package "$package" "$title" || true
    done < <("$venv/bin/python" -P -m desk.system.tools)
}

install_test_needs() { # what only the tests need; where it cannot be had, they say so and go on
    local package title
    while IFS=$'\t' read -r package title; do
        install_package "$package" "$title (for the tests)" ||
            say "tests that need $title will be reported as skipped"
    done < <("$venv/bin/python" "$root/tests/needs.py")
}
