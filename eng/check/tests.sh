#!/usr/bin/env bash
# The suites in the ways that decide on a change, over what is built:
#   bash eng/check/tests.sh all              what dotnet test runs
#   bash eng/check/tests.sh sessions         the fuzzer's sessions, which dotnet test leaves out to stay short
#   bash eng/check/tests.sh long             what takes longer still: more of what dotnet test tries less of
#   bash eng/check/tests.sh vectors WIDTH    the framing with vectors of WIDTH bits at most, as on other hardware: 512, 256, 128, 0;
#                                            500 random cases of each property, or as many as LINEFRAMER_CASES says
#   bash eng/check/tests.sh sockets          the server with all its sessions on the one thread of the sockets
# A test that is skipped for want of something on this machine proves nothing: with CI=true that fails, too.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

# The tests of the classes that are named, after $1 in front of each name.
classes() {
    local prefix=$1 filter=
    shift
    for name in "$@"; do
        filter+=${filter:+|}FullyQualifiedName~$prefix$name
    done
    printf '%s' "$filter"
}

# What a suite skips because a framer does not offer it is no want of the machine, and is not reported in these words.
all() {
    dotnet test LineFramer.Tests --no-build | tee "$output" || return 1
    ! grep 'Tests were skipped:' "$output" || [ "${CI:-}" != true ]
}

# The tests of the category $1, none of them skipped.
left_out() {
    LINEFRAMER_LONG=1 dotnet test LineFramer.Tests --no-build --filter "Category=$1" | tee "$output" || return 1
    grep -q 'Skipped:  *0,' "$output"
}

sessions() { left_out Session; }

long() { left_out Long; }

# Without the shortest streams, in which no vector fits.
vectors() {
    local switch
    case $1 in
        512) switch=DOTNET_EnableAVX512v3=0 ;;
        256) switch=DOTNET_EnableAVX512=0 ;;
        128) switch=DOTNET_EnableAVX2=0 ;;
        0) switch=DOTNET_EnableHWIntrinsic=0 ;;
        *) printf 'WIDTH is 512, 256, 128 or 0, not "%s".\n' "$1" >&2; exit 2 ;;
    esac
    LINEFRAMER_CASES=${LINEFRAMER_CASES:-500} LINEFRAMER_WIDTH=$1 dotnet test LineFramer.Tests --no-build -e "$switch" --filter \
        "($(classes '' WidthTests BitIndicesTests BlockScannerTests BoundaryTests ByteBlockTests CorpusTests FinalBlockTests HardInputTests \
            KnownEndsTests LargeSetTests LineFramerSuite OneReaderSuite PipeTests ReadAheadTests ReaderTests ResourceTests WriterTests))&FullyQualifiedName!~Every_short_stream"
}

# The runtime runs what sockets bring on one thread of theirs, the tests' peers included.
sockets() {
    dotnet test LineFramer.Tests --no-build -e DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 -e DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=1 \
        --filter "$(classes Server. ConversationTests ChunkBoundaryTests CloseTests FaultTests SessionTests SocketThreadsTests TlsConversationTests)"
}

case ${1:-} in
    all | sessions | long | sockets) "$1" ;;
    vectors) vectors "${2:-}" ;;
    *) printf 'What to run is all, sessions, long, vectors or sockets, not "%s".\n' "${1:-}" >&2; exit 2 ;;
esac
