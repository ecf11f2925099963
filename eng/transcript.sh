#!/usr/bin/env bash
# Runs each command of a transcript, a line that begins with "$ ", and compares what it prints with the lines below it.
# `bash eng/transcript.sh FILE PORT` has the commands connect to PORT in the place of 8007. CR LF and LF count as the same.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
transcript=${1:?FILE of the transcript}
port=${2:?PORT of the server}

# Exit code 0 if the command printed what it should.
compare() {
    local command=${1//8007/$port} expected=$2 actual
    actual=$(bash -c "$command" | tr -d '\r')
    printf '$ %s\n%s\n' "$command" "$actual"
    [ -n "$expected" ] && [ "$actual" = "$expected" ] && return
    printf 'expected:\n%s\n' "$expected"
    return 1
}

command=
expected=
code=0
while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line == '$ '* ]]; then
        [ -z "$command" ] || compare "$command" "$expected" || code=1
        command=${line#'$ '}
        expected=
    else
        expected+=${expected:+$'\n'}$line
    fi
done <"$transcript"
[ -n "$command" ] || { printf '%s has no command\n' "$transcript"; exit 1; }
compare "$command" "$expected" || code=1
exit "$code"
