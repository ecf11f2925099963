#!/usr/bin/env bash
# Short sessions of the fuzzer over what is built, each with what must come of it:
#   bash eng/check/fuzz.sh known-bad      a known-bad framer is caught, its input replays and becomes small
#   bash eng/check/fuzz.sh sharpfuzz      under SharpFuzz two targets hold, and the known-bad framer is caught
#   bash eng/check/fuzz.sh method         the bug of a method of one's own is found and replays, and its lines are counted
#   bash eng/check/fuzz.sh new-findings   samples/fuzz-job.sh fails on a new finding, and not on the same finding again
#   bash eng/check/fuzz.sh distil         a corpus of one seed gets what other inputs reach, in a checkout of its own
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
member=RedisStopsAtNul
own=(--assembly "$root/LineFramer.Tests/bin/Debug/net10.0/LineFramer.Tests.dll" --method LineFraming.Tests.SampleMethods.OfSpan)

fuzzer() { dotnet "$root/LineFramer.Fuzz/bin/Debug/net10.0/LineFramer.Fuzz.dll" "$@"; }

# Whether the command after $1 ends with exit code $1.
ends_with() {
    local expected=$1 code
    shift
    "$@"
    code=$?
    [ "$code" = "$expected" ] && return
    printf 'exit code %d in place of %d: %s\n' "$code" "$expected" "$*"
    exit 1
}

# Finds the input of the known-bad framer, which must replay: its file is $found.
catch_member() {
    rm -rf "artifacts/fuzz/findings/chunking-$member"
    ends_with 1 fuzzer fuzz chunking --framer "$member" --from-empty --seconds 60 "$@" -- -seed=1
    found=$(echo "artifacts/fuzz/findings/chunking-$member"/crash-*)
    ends_with 1 fuzzer replay chunking "$found" --framer "$member" | tee "$work/replay" || exit 1
    grep -q '^FAIL' "$work/replay" || exit 1
}

# An input that fails in the process, and one that ends it.
known-bad() {
    catch_member
    ends_with 0 fuzzer minimize chunking "$found" --framer "$member" --output "$work/a min"
    [ "$(wc -c <"$work/a min")" -le 20 ] || exit 1
    printf '!and what does not matter' >"$work/it's an exit"
    ends_with 0 fuzzer minimize exit "$work/it's an exit" --seconds 90
    [ "$(cat "$work/it's an exit.min")" = '!' ]
}

sharpfuzz() {
    local target
    for target in chunking handoff; do
        ends_with 0 fuzzer fuzz "$target" --engine sharpfuzz --seconds 8 -- -seed=1
    done
    catch_member --engine sharpfuzz
}

method() {
    cd "$work" || exit 1
    ends_with 1 fuzzer fuzz "${own[@]}" --seconds 30 -- -seed=1 -print_coverage=1 | tee found || exit 1
    grep '^COVERED_FUNC: .* LineFraming.Tests.SampleMethods.OfSpan .*SampleMethods.cs:' found || exit 1
    ends_with 1 fuzzer replay "${own[@]}" artifacts/fuzz/findings | tee replayed || exit 1
    grep -q 'bytes of a span' replayed || exit 1
    ends_with 1 fuzzer coverage artifacts/fuzz "${own[@]}" --instrument LineFramer.Tests.dll:LineFraming.Tests.SampleMethods | tee counted || exit 1
    grep -q '^SampleMethods.cs ' counted && [ -f artifacts/coverage/LineFraming.Tests.SampleMethods.OfSpan/index.html ]
}

# The sample calls lineframer-fuzz for an hour over a library; here it is the one that was built, for two seconds over the method.
new-findings() {
    local instrument=LineFramer.Tests:LineFraming.Tests.SampleMethods
    mkdir "$work/bin" && cd "$work" || exit 1
    printf '#!/usr/bin/env bash\nexec dotnet %q "$@"\n' "$root/LineFramer.Fuzz/bin/Debug/net10.0/LineFramer.Fuzz.dll" >bin/lineframer-fuzz
    chmod +x bin/lineframer-fuzz
    sed -e "s|out/PictureFuzz.dll|${own[1]// /\\\\ }|; s|PictureFuzz.Read|${own[3]}|; s|--instrument MetadataExtractor|--instrument $instrument|" \
        -e 's|--seconds 3600 --jobs 2|--seconds 2|' "$root/samples/fuzz-job.sh" >job.sh
    cat job.sh
    PATH=$work/bin:$PATH ends_with 1 bash -e job.sh
    grep 'InvalidOperationException in SampleMethods.OfSpan' new.txt || exit 1
    PATH=$work/bin:$PATH ends_with 0 bash -e job.sh
    [ ! -s new.txt ] || exit 1
    # A job that cannot read the findings does not pass.
    printf '#!/bin/sh\nexit 5\n' >bin/jq && chmod +x bin/jq
    PATH=$work/bin:$PATH ends_with 5 bash -e job.sh
}

distil() {
    local checkout="$work/a checkout ü"
    mkdir -p "$checkout/corpus/chunking" && touch "$checkout/LineFramer.sln" && cp corpus/chunking/limit-0 "$checkout/corpus/chunking/" || exit 1
    cd "$checkout" || exit 1
    ends_with 0 fuzzer distil chunking "$root/corpus/chunking"
    [ -f corpus/chunking/limit-0 ] && [ "$(find corpus/chunking -type f | wc -l)" -gt 2 ]
}

case ${1:-} in
    known-bad | sharpfuzz | method | new-findings | distil) "$1" ;;
    *) printf 'What to run is known-bad, sharpfuzz, method, new-findings or distil, not "%s".\n' "${1:-}" >&2; exit 2 ;;
esac
