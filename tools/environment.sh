# Makes .venv ready: sourced by ./run and ./test, with $root set to the checkout.
#
# Plain POSIX shell. It needs python3 (3.11 or later) with its venv module, and an index that pip reaches.
# The package is installed in place, so that a change of its source needs no new installation.

venv="$root/.venv"

say() {
    printf '%s\n' "$*" >&2
}

# ready LEVEL [EXTRAS]: install the package with these extras, unless LEVEL (run or test) was already reached
# with this very pyproject.toml. The level test holds all that the level run needs.
ready() {
    wanted=$(cksum <"$root/pyproject.toml")
    if in_place; then
        for level in "$1" test; do
            [ "$(cat "$venv/.ready-$level" 2>/dev/null)" = "$wanted" ] && return 0
        done
    fi
    say "Setting up $venv (once; a minute or so) ..."
    if ! in_place; then
        make_venv || return 1
    fi
    rm -f "$venv"/.ready-*
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --editable "$root${2:+[$2]}" >&2; then
        say "pip could not install what Concession needs; its own message is above."
        say "Without a network, point pip at an index that this machine reaches, and run $0 again."
        return 1
    fi
    printf '%s\n' "$wanted" >"$venv/.ready-$1"
}

# Whether .venv was made here, in full, by the Python that it still runs: a virtual environment survives
# neither a move of its folder nor an upgrade of its Python.
in_place() {
    [ "$(cat "$venv/.made" 2>/dev/null)" = "$root $("$venv/bin/python" -V 2>/dev/null)" ]
}

make_venv() {
    python=$(find_python) || return 1
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        say "This Python ($python) cannot make virtual environments."
        say "On Debian and Ubuntu: apt install python3-venv. Then run $0 again."
        return 1
    fi
    "$python" -m venv --clear "$venv" || return 1
    printf '%s\n' "$root $("$venv/bin/python" -V)" >"$venv/.made"
}

# The first Python that is new enough: $PYTHON if set, else those on the path.
find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    say "Concession needs Python 3.11 or later, and ${PYTHON:-python3} is not one."
    say "On Debian 12 or later: apt install python3 python3-venv. Another Python: PYTHON=/path/to/python3 $0"
    return 1
}
