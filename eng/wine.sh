#!/usr/bin/env bash
# Windows, as far as Wine shows it: the framing is compared with the reference framer, and the server that is published for
# win-x64 runs its conversations. Wine 8.0 (Debian's wine64) has neither the cryptography that .NET's TLS asks for nor Unix sockets.
# `apt-get install wine64 netcat-openbsd` first.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. eng/conversations.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 WINEDEBUG=-all WINEPREFIX=$served/prefix

wine=$(command -v wine64 || command -v wine || ls /usr/lib/wine/wine64 2>/dev/null) || { echo 'Missing: apt-get install wine64'; exit 1; }
# What Wine started for this prefix ends with it.
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wineserver -k 2>/dev/null || /usr/lib/wine/wineserver -k 2>/dev/null; rm -rf "$served"' EXIT

dotnet publish LineFramer.Server -c Release -r win-x64 -p:PublishSingleFile=false -p:PublishTrimmed=false \
    -p:PublishReadyToRun=false -o artifacts/windows || exit 1
dotnet publish eng/LineFramer.Arm64Check -c Release -p:Windows=true -o artifacts/windows-check || exit 1

"$wine" artifacts/windows-check/LineFramer.Arm64Check.exe || exit 1
converse "$wine" artifacts/windows/LineFramer.Server.exe
expect 'an option that needs Linux' '--reuse-port is not supported here: it needs Linux. See --help.' \
    "$("$wine" artifacts/windows/LineFramer.Server.exe --reuse-port 2>&1 | tr -d '\r')"
# Its output is a pipe whose reader has gone before the answer is there.
printf 'a\n' | { "$wine" artifacts/windows/LineFramer.Server.exe client "127.0.0.1:$port" 2>"$served/error"; echo $? >"$served/code"; } | true
expect 'the client without a reader' '141' "$(cat "$served/code" "$served/error")"
