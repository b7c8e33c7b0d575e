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

watched() ( # TOTAL TITLE COMMAND... (that runs pip): tells how far pip is while it works; its last lines are shown when it fails
    total=$1 title=$2 status=0
    shift 2
    log=$(mktemp)
    trap 'rm -f -- "$log"' EXIT
    say "installing $total packages of $title, once; this takes a minute or two"
    follow "$total" "$log" 9>&- &
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill $! && wait $! 2>/dev/null || true
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    ((status == 0)) || tail -n 15 -- "$log" >&2
    exit "$status"
)

follow() { # TOTAL LOG: one line, rewritten on a terminal; elsewhere a line every five seconds; ends with the log
    local before line began=$SECONDS told=0
    before=$(count_installed)
    while [[ -e $2 ]]; do
        sleep 0.5
        line="fetched $(grep -cE '^(Collecting|Requirement already)' -- "$2") of $1 packages"
        ! grep -q '^Installing' -- "$2" || line="unpacked $(($(count_installed) - before)) of $1 packages"
        if [[ -t 2 ]]; then
            printf '\r\033[Kset-up: %s (%s s)' "$line" $((SECONDS - began)) >&2
        elif (((SECONDS - began) / 5 > told)); then
            told=$(((SECONDS - began) / 5))
            say "$line ($((SECONDS - began)) s)"
        fi
    done
}

count_installed() {
    local folders=("$venv"/lib/python3*/site-packages/*.dist-info)
    printf '%s\n' "${#folders[@]}"
}
