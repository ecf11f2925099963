#!/usr/bin/env bash
# Changes the library in small ways, one at a time, and reports the changes that no test notices: a group of files after the
# other, each kept in artifacts/mutants, so that a run that is interrupted goes on where it stopped. LineFramer.Tests/MUTANTS.md
# says what the tests are.
#   bash eng/mutants.sh             every group that is not kept for the commit that is checked out
#   bash eng/mutants.sh Scanning    one group: Public, Reading or Scanning
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
command -v jq >/dev/null || { echo 'Missing: apt-get install jq' >&2; exit 2; }
export LINEFRAMER_CASES=${LINEFRAMER_CASES:-60} LINEFRAMER_SEED=${LINEFRAMER_SEED:-1,3}
kept=artifacts/mutants/$(git rev-parse --short=12 HEAD)
mkdir -p "$kept" || exit 1
kept=$(cd "$kept" && pwd)

# The files of a group, as Stryker names them.
files_of() {
    case $1 in
        Public) printf '%s\n' '*.cs' ;;
        Reading | Scanning) printf '%s\n' "$1/*.cs" ;;
        *) printf 'A group is Public, Reading or Scanning, not "%s".\n' "$1" >&2; exit 2 ;;
    esac
}

groups=("$@")
[ $# -gt 0 ] || groups=(Public Reading Scanning)
dotnet tool restore || exit 1
for group in "${groups[@]}"; do
    files=$(files_of "$group") || exit
    [ ! -f "$kept/$group.json" ] || continue
    # Its exit code says whether the score is high enough, which is no error of the run.
    (cd LineFramer.Tests && dotnet stryker --mutate "$files" --output "$kept/$group" --reporter dots --reporter json)
    report=$kept/$group/reports/mutation-report.json
    [ -f "$report" ] || { printf 'No report of %s.\n' "$group" >&2; exit 1; }
    cp "$report" "$kept/$group.json"
done

# Stryker's own score: those that are noticed, of all that could be tried.
jq -rs '[.[].files | to_entries[] | .key as $file | .value.mutants[] | . + {file: $file}]
    | group_by(.status) | map("\(.[0].status): \(length)") | .[]' "$kept"/*.json
jq -rs '[.[].files[].mutants[].status]
    | (map(select(. == "Killed" or . == "Timeout")) | length) as $noticed
    | (map(select(. == "Survived" or . == "NoCoverage")) | length) as $missed
    | "score: \(100 * $noticed / ([$noticed + $missed, 1] | max) * 100 | floor / 100) %"' "$kept"/*.json
printf 'not noticed:\n'
jq -rs '.[].files | to_entries[] | .key as $file | .value.mutants[] | select(.status == "Survived" or .status == "NoCoverage")
    | "\($file | split("/") | last):\(.location.start.line): \(.mutatorName): \(.replacement | gsub("\\s+"; " ") | .[0:100])"' "$kept"/*.json
