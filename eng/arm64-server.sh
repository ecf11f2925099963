#!/usr/bin/env bash
# ARM64, as far as qemu-user shows it: the server that is published for linux-arm64 holds its conversations. (The framing is
# compared with the reference framer there by eng/check/arm64.sh.) `apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross
# netcat-openbsd` first.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. eng/conversations.sh
# The runtime neither compiles again nor collects in the background: what its threads do to each other there is emulated too.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0

dotnet publish LineFramer.Server -c Release -r linux-arm64 -p:PublishSingleFile=false -p:PublishTrimmed=false \
    -p:PublishReadyToRun=false -o artifacts/server-arm64 || exit 1
converse qemu-aarch64 -L /usr/aarch64-linux-gnu artifacts/server-arm64/LineFramer.Server
