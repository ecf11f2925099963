#!/usr/bin/env bash
# Changes the library in small ways, one at a time, and reports the changes that no test notices. LineFramer.Tests/MUTANTS.md says
# which tests they are. Stryker cannot go on with a run that was interrupted, and each of its runs begins with a build; so the files
# are in groups of about a hundred changes, and what came of a group is kept in artifacts/mutants/KEY. KEY is the same for every
# commit with the same library, the same tests of it and the same settings.
#   bash eng/mutants.sh                  the groups that are not kept yet
#   bash eng/mutants.sh automaton ends   these groups alone
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# A name, and the files of LineFramer/. A file that is in no group, or in two, ends the run.
groups='
delimiters   LineDelimiter.cs BufferWriterExtensions.cs Scanning/LastByteTable.cs Scanning/QuotedBytes.cs
framer       LineFramer.cs LineReader.cs Reading/FramerSettings.cs Reading/LastLine.cs Reading/LineKind.cs Reading/LinePosition.cs
restart      LineCheckpoint.cs LineCheckpointState.cs LineInfo.cs LineTooLongException.cs OversizedLineHandling.cs Reading/StreamStop.cs
buffer       Reading/LineBuffer.cs
loop         Reading/LineState.cs
fast-path    Reading/LineReaderState.cs Reading/ReadAhead.cs Reading/PathCounts.cs
pipe         PipeReaderExtensions.cs Reading/PipeLines.cs
sets         Scanning/DelimiterSet.cs
automaton    Scanning/DelimiterAutomaton.cs Scanning/DelimiterTrie.cs
ends         Scanning/LineEnd.cs Scanning/LineEndQueue.cs Scanning/BitIndices.cs
masks        Scanning/ByteBlock.cs Scanning/DelimiterMasks.cs
scanner      Scanning/BlockScanner.cs Scanning/DelimiterScanner.cs
'

# What decides on a result: the library, the tests that stryker-config.json selects, and what those are made of.
parts=(LineFramer LineFramer.Testing LineFramer.Testing.Xunit LineFramer.Fuzz/Framers LineFramer.Fuzz/Pipes LineFramer.Tests/Library
    LineFramer.Tests/Properties LineFramer.Tests/Suites LineFramer.Tests/stryker-config.json)

give_up() {
    printf '%s\n' "$1" >&2
    exit "${2:-1}"
}

# Of lines that end with the name of a file, those of code and of settings: the others, as a README, change no result.
only_code() {
    grep -E '\.(cs|json)$'
}

# The files of the group $1, a line each; none if there is no such group.
files_of() {
    awk -v name="$1" '$1 == name { for (i = 2; i <= NF; i++) print $i }' <<<"$groups"
}

# The mutants of the group's files in Stryker's report $2, without all that Stryker says of the other files.
of_group() {
    jq --arg files "$(files_of "$1")" '[($files | split("\n") | map(split("/") | last)) as $names
        | .files | to_entries[] | (.key | split("/") | last) as $file | select($names | index($file)) | .value.mutants[]
        | {file: $file, line: .location.start.line, mutatorName, replacement, status}]' "$2"
}

command -v jq >/dev/null || give_up 'Missing: apt-get install jq' 2
all=$(awk 'NF { print $1 }' <<<"$groups")
[ $# -gt 0 ] || mapfile -t chosen <<<"$all"
[ $# = 0 ] || chosen=("$@")
for group in "${chosen[@]}"; do
    [ -n "$(files_of "$group")" ] || give_up "\"$group\" is not a group; there are ${all//$'\n'/, }." 2
done
apart=$(LC_ALL=C comm -3 <(git ls-files 'LineFramer/*.cs' | sed 's|^LineFramer/||' | LC_ALL=C sort) \
    <(awk '{ for (i = 2; i <= NF; i++) print $i }' <<<"$groups" | LC_ALL=C sort) | tr -d '\t')
[ -z "$apart" ] || give_up "The groups are not the files of LineFramer/: ${apart//$'\n'/, }."
changed=$(git status --porcelain --untracked-files=all -- "${parts[@]}" | cut -c4- | only_code)
[ -z "$changed" ] || give_up "Results are kept for what is committed, and this is not: ${changed//$'\n'/, }." 2

export LINEFRAMER_CASES=${LINEFRAMER_CASES:-60} LINEFRAMER_SEED=${LINEFRAMER_SEED:-1,3}
code=$(git ls-tree -r HEAD -- "${parts[@]}" | only_code)
[ -n "$code" ] || give_up 'This is no git checkout, so there is no key for what comes of it.'
kept=artifacts/mutants/$(printf '%s\n' "$code" "$LINEFRAMER_CASES" "$LINEFRAMER_SEED" | git hash-object --stdin | cut -c 1-12)
mkdir -p "$kept" && kept=$(cd "$kept" && pwd) || exit 1
printf 'kept in %s\n' "$kept"
for group in "${chosen[@]}"; do
    [ ! -f "$kept/$group.json" ] || continue
    [ -n "${restored:-}" ] || { dotnet tool restore && restored=1; } || exit 1
    mapfile -t mutate < <(files_of "$group" | sed 's/^/--mutate\n/')
    # Its exit code says whether the score is high enough, which is no error of the run.
    (cd LineFramer.Tests && dotnet stryker "${mutate[@]}" --output "$kept/$group" --reporter dots --reporter json)
    report=$kept/$group/reports/mutation-report.json
    [ -f "$report" ] || give_up "No report of $group."
    # In two steps, or an interruption could leave half a file that passes for the result.
    of_group "$group" "$report" >"$kept/$group.part" && mv "$kept/$group.part" "$kept/$group.json" || exit 1
done

results=()
for group in $all; do
    if [ -f "$kept/$group.json" ]; then
        results+=("$kept/$group.json")
    else
        printf 'not tried yet: %s\n' "$group"
    fi
done
# Stryker's own score: those that are noticed, of all that could be tried.
jq -rs 'add | (group_by(.status)[] | "\(.[0].status): \(length)"),
    (map(.status) | (map(select(. == "Killed" or . == "Timeout")) | length) as $noticed
    | (map(select(. == "Survived" or . == "NoCoverage")) | length) as $missed
    | "score: \(100 * $noticed / ([$noticed + $missed, 1] | max) * 100 | floor / 100) %")' "${results[@]}"
printf 'not noticed:\n'
jq -rs 'add | .[] | select(.status == "Survived" or .status == "NoCoverage")
    | "\(.file):\(.line): \(.mutatorName): \(.replacement | gsub("\\s+"; " ") | .[0:100])"' "${results[@]}"
