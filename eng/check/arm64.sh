#!/usr/bin/env bash
# Compares the framing with the reference framer, with the instructions of ARM64, which qemu-user emulates. It says nothing of the
# speed there. `apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross` first.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# Debug is what the build has compiled, and is optimized too (Directory.Build.props).
dotnet publish eng/LineFramer.Arm64Check -c Debug -p:Arm64=true -o artifacts/arm64 || exit 1
# The runtime neither compiles again nor collects in the background: what its threads do to each other there is emulated too.
output=$(DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0 qemu-aarch64 -L /usr/aarch64-linux-gnu artifacts/arm64/LineFramer.Arm64Check)
code=$?
printf '%s\n' "$output"
[ "$code" = 0 ] && [ "$(head -n 1 <<<"$output")" = 'Arm64, vectors of 128 bits' ]
