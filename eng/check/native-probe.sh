#!/usr/bin/env bash
# The probe is one native file, finds nothing in the server that was built, and finds out five planted servers, each by the case
# that its history calls for.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. eng/served.sh
# The linker's search cannot be in a folder with a space.
TMPDIR=/tmp dotnet publish LineFramer.Probe -c Release -r linux-x64 -p:PublishAot=true -o artifacts/probe -warnaserror || exit 1
[ "$(ls artifacts/probe)" = LineFramer.Probe ] || { ls -l artifacts/probe; exit 1; }
ls -l artifacts/probe
probe=artifacts/probe/LineFramer.Probe

serve LineFramer.Server/bin/Debug/net10.0/LineFramer.Server --port 0
"$probe" "$address" --protocol chat --strict || exit 1
end_server

for planted in searches-new-bytes=chunks/3 takes-cr-at-packet-end=ends/2 nul-hides-rest=bytes/1 remainder-packet-runs=limit/6 starttls-reads-ahead=handoff/1; do
    serve "$probe" planted "${planted%=*}"
    "$probe" "$address" --protocol planted --only "${planted#*=}"
    [ $? = 1 ] || { printf '%s is not found out by %s\n' "${planted%=*}" "${planted#*=}"; exit 1; }
    stop_server
done
