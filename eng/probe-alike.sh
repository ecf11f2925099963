#!/usr/bin/env bash
# The probe must not find by chance: RUNS times in a row (10 by default) over our own server and over the planted server without
# a bug, on an idle machine and with every core busy, all runs must be alike, and nothing failed, warned or inconclusive.
# `bash eng/probe-alike.sh [RUNS]`; PROBE names the program, else the checkout's is built.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
runs=${1:-10}
. eng/served.sh
root=$served
busy=()
trap 'for pid in $server "${busy[@]}"; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$root"' EXIT

dotnet build LineFramer.Server -c Release >"$root/build" || { cat "$root/build"; exit 1; }
if [ -z "${PROBE:-}" ]; then
    dotnet build LineFramer.Probe -c Release >"$root/build" || { cat "$root/build"; exit 1; }
    PROBE="dotnet LineFramer.Probe/bin/Release/net10.0/LineFramer.Probe.dll"
fi

# The mark and the id of each case.
verdicts() { awk '/^  [^ ]+ [a-z]+\/[0-9]+ / { print $1, $2 }' "$1"; }

bad=0
ask() {
    local protocol=$1 when=$2 run
    for run in $(seq "$runs"); do
        $PROBE "127.0.0.1:$port" --protocol "$protocol" --pid "$server" --strict >"$root/run" || bad=$((bad + 1))
        verdicts "$root/run" >"$root/now"
        [ -e "$root/first-$protocol" ] || cp "$root/now" "$root/first-$protocol"
        if ! diff "$root/first-$protocol" "$root/now" || grep -v '^[✓i-] ' "$root/now"; then
            bad=$((bad + 1))
            cat "$root/run"
        fi
        printf '%s, run %d: %s\n' "$when" "$run" "$(tail -n 1 "$root/run" | sed 's/\. Left out.*//')"
    done
}

ask_both() {
    serve dotnet LineFramer.Server/bin/Release/net10.0/LineFramer.Server.dll --host 127.0.0.1 --port 0
    ask chat "$1"
    stop_server
    # shellcheck disable=SC2086
    serve $PROBE planted good
    ask planted "$1"
    stop_server
}

ask_both idle
for _ in $(seq "$(nproc)"); do
    while :; do :; done &
    busy+=($!)
done
ask_both busy

[ "$bad" = 0 ] && echo "all runs are alike" || echo "$bad runs are not as they must be"
[ "$bad" = 0 ]
