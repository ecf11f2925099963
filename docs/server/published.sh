#!/usr/bin/env bash
# Size, start time and memory of the published server beside the plain build, as a table, which docs/server/README.md gets too.
# Start time is the median of several starts, taken in turns, from the command to the listening line; memory is what is
# resident then. `STARTS=5 bash docs/server/published.sh` starts each five times.
set -euo pipefail
cd "$(dirname "$0")/../.." || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

starts=${STARTS:-20}
page=docs/server/README.md
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
mkfifo "$work/output"

say() { printf '%s\n' "$*" >&2; }

quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }

publish() {
    local folder=$1
    shift
    say "publishing $folder ..."
    quietly dotnet publish LineFramer.Server -c Release -r linux-x64 -o "$work/$folder" "$@"
}

# Appends milliseconds and KiB of one start to a file of samples.
start_once() {
    local samples=$1 begin end line
    shift
    begin=$(date +%s%N)
    "$@" --host 127.0.0.1 --port 0 >"$work/output" &
    server=$!
    read -r line <"$work/output"
    end=$(date +%s%N)
    case $line in Listening*) ;; *) say "no listening line but: $line"; exit 1 ;; esac
    printf '%s %s\n' $(((end - begin) / 1000000)) "$(awk '/^VmRSS:/ { print $2 }' "/proc/$server/status")" >>"$work/$samples"
    kill -TERM "$server"
    wait "$server" || true
    server=
}

median() { cut -d ' ' -f "$2" "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

row() {
    local name=$1 samples=$2 bytes
    bytes=$(du -sb --apparent-size "$3" | cut -f 1)
    awk -v name="$name" -v bytes="$bytes" -v start="$(median "$samples" 1)" -v kib="$(median "$samples" 2)" \
        'BEGIN { printf "| %s | %.1f MB | %d ms | %.0f MB |\n", name, bytes / 1e6, start, kib * 1024 / 1e6 }'
}

say 'building ...'
quietly dotnet build LineFramer.Server -c Release -o "$work/plain"
publish native -p:PublishAot=true
publish published

for i in $(seq "$starts"); do
    say "start $i of $starts"
    start_once plain.samples dotnet "$work/plain/LineFramer.Server.dll"
    for variant in native published; do
        start_once "$variant.samples" "$work/$variant/LineFramer.Server"
    done
done

{
    printf '| %s, median of %s starts | size | until it listens | resident then |\n|---|---|---|---|\n' \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$starts"
    row 'the native file' native.samples "$work/native/LineFramer.Server"
    row 'the one file for platforms without it' published.samples "$work/published/LineFramer.Server"
    row 'the build, beside a .NET that is installed' plain.samples "$work/plain"
} >"$work/table"
cat "$work/table"
awk -v table="$work/table" '
    $0 == "<!-- /published -->" { inside = 0 }
    !inside { print }
    $0 == "<!-- published -->" { inside = 1; while ((getline row <table) > 0) print row }
' "$page" >"$work/page"
cp "$work/page" "$page"
