# shellcheck shell=bash
# What set-up tells the person: on standard error, so that standard output stays the program's own.

say() {
    printf 'set-up: %s\n' "$*" >&2
}

die() {
    say "$@"
    exit 1
}

quietly() { # COMMAND...: its output is shown (the last lines) only when it fails
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) || tail -n 15 -- "$log" >&2
    rm -f -- "$log"
    return "$status"
}
