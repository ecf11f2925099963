#!/usr/bin/env bash
# The server that was built answers as the README's transcript shows, reads a gibibyte without a newline in little memory, and
# ends with exit code 0 on SIGTERM. `bash eng/check/server.sh`
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. eng/served.sh
serve LineFramer.Server/bin/Debug/net10.0/LineFramer.Server --port 0

# The commands of the transcript, but for the port, print what stands below them.
bash eng/transcript.sh samples/conversation.txt "$port" || exit 1

# One answer, and no memory to speak of.
answer=$(head -c 1G /dev/zero | nc localhost "$port" | tr -d '\r')
peak=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$server/status")
printf 'a gibibyte without a newline: %s\npeak memory %s KiB\n' "$answer" "$peak"
[ "$(printf '%s\n' "$answer" | wc -l)" = 1 ] && [ -n "$answer" ] && [ "$peak" -lt 262144 ] || exit 1
end_server
