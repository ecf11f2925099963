#!/usr/bin/env bash
# The native server is one file, and passes the tests of the build: the same conversations, and the same ends.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# The linker's search cannot be in a folder with a space.
TMPDIR=/tmp dotnet publish LineFramer.Server -c Release -r linux-x64 -p:PublishAot=true -p:RunAnalyzers=false -o artifacts/native -warnaserror || exit 1
[ "$(ls artifacts/native)" = LineFramer.Server ] || { ls -l artifacts/native; exit 1; }
tests=
for suite in ConversationTests ChunkBoundaryTests CloseTests ProcessTests SignalTests SocketThreadsTests StandardStreamTests TlsConversationTests; do
    tests+=${tests:+|}FullyQualifiedName~Server.$suite
done
LINEFRAMER_SERVER=$PWD/artifacts/native/LineFramer.Server dotnet test LineFramer.Tests --no-build --filter "$tests"
