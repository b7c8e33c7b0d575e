# shellcheck shell=bash
# Finds the Python to make the environment with.

# The locks hold wheels for CPython 3.11 to 3.14; raise the end when onnxruntime has newer ones.
oldest_minor=11
newest_minor=14

probe='
import importlib.util, sys, sysconfig
oldest, newest = int(sys.argv[1]), int(sys.argv[2])
fits = (
    sys.implementation.name == "cpython"
    and (3, oldest) <= sys.version_info[:2] <= (3, newest)
    and sys.maxsize > 2**32
    and not sysconfig.get_config_var("Py_GIL_DISABLED")
)
ready = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(sys.version_info[1] if fits else 0, "ready" if ready else "bare")
'

ask_python() { # PATH: prints "MINOR ready|bare", nothing when it does not run or does not fit
    local answer
    answer=$("$1" -I -c "$probe" "$oldest_minor" "$newest_minor" 2>/dev/null) || return 0
    [[ $answer == 0\ * ]] || printf '%s\n' "$answer"
}

list_pythons() { # every one on PATH, newest name first
    local minor name
    for ((minor = newest_minor; minor >= oldest_minor; minor--)); do
        type -aP "python3.$minor" || true
    done
    for name in python3 python; do
        type -aP "$name" || true
    done
}

newest_python() { # ready|bare: prints "MINOR PATH" of the newest one in that condition
    local path minor condition best=0 found=''
    while IFS= read -r path; do
        read -r minor condition < <(ask_python "$path") || continue
        if [[ $condition == "$1" ]] && ((minor > best)); then
            best=$minor found=$path
        fi
    done < <(if [[ -n ${IPPIN_PYTHON:-} ]]; then echo "$IPPIN_PYTHON"; else list_pythons; fi)
    [[ -n $found ]] && printf '%s %s\n' "$best" "$found"
}

find_python() { # prints the path of a Python that can make an environment
    local minor path
    if read -r minor path < <(newest_python ready); then
        printf '%s\n' "$path"
        return
    fi
    read -r minor path < <(newest_python bare) ||
        die "Python 3.$oldest_minor to 3.$newest_minor is needed${IPPIN_PYTHON:+ and IPPIN_PYTHON is not one};" \
            "install it with: sudo apt install python3 python3-venv"
    install_package "python3.$minor-venv" "the venv module of $path" || exit 1
    read -r minor path < <(newest_python ready) ||
        die "$path still has no venv module; set IPPIN_PYTHON to a Python that has"
    printf '%s\n' "$path"
}
