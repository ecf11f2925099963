#!/usr/bin/env bash
# The samples do what the documents say of them, in the root of the checkout, as they say it.
#   bash eng/check/samples.sh first   the first example of the README prints what stands below it
#   bash eng/check/samples.sh ship    the log shipper goes on where it stopped, inside a line
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

first() {
    diff samples/first.txt <(dotnet run samples/first.cs) && cat samples/first.txt
}

ship() {
    for file in log shipped state; do
        if [ -e "$file" ]; then
            printf '%s is in the root of the checkout, and the sample writes a file of that name.\n' "$file" >&2
            exit 1
        fi
    done
    trap 'rm -f log shipped state' EXIT
    bash -e samples/ship.sh || exit 1
    cat shipped
    [ "$(cat shipped)" = "$(printf 'one\ntwo\nthree\nfour')" ]
}

case ${1:-} in
    first | ship) "$1" ;;
    *) printf 'What to run is first or ship, not "%s".\n' "${1:-}" >&2; exit 2 ;;
esac
