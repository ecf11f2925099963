#!/usr/bin/env bash
# Fuzzes with SharpFuzz's own command-line tool and our driver, by the commands of docs/fuzzing/sharpfuzz.md as they stand: first
# the library, in which nothing is found, and then a planted bug, which is. Needs NuGet for the package SharpFuzz.CommandLine.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
seconds=${1:-10}

dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$folder/tool" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
PATH=$folder/tool:$PATH

# The page's last block; the sessions get an end.
awk '/^```sh$/ { inside = 1; block = ""; next } /^```$/ { inside = 0 } inside { block = block $0 "\n" } END { printf "%s", block }' docs/fuzzing/sharpfuzz.md >"$folder/commands"
session=$(tail -n 1 "$folder/commands")
[[ $session == LINEFRAMING_FUZZ_TARGET=* ]] || { printf 'The last command of the page is no session.\n'; exit 1; }
rm -rf artifacts/sharpfuzz artifacts/sharpfuzz-corpus
printf '%s -max_total_time=%s -seed=1\n' "$session" "$seconds" | cat <(head -n -1 "$folder/commands") - >"$folder/library"
bash -e "$folder/library" >"$folder/log" 2>&1 || { cat "$folder/log"; printf 'The session over the library ended with an error.\n'; exit 1; }
grep -E '^#[0-9]+.INITED|^Done ' "$folder/log"

# The planted bugs are in the tool itself.
sharpfuzz artifacts/sharpfuzz/LineFramer.Fuzz.dll LineFraming.Fuzz.ByteGates || exit 1
driver=$(dotnet artifacts/sharpfuzz/LineFramer.Fuzz.dll driver) || exit 1
LINEFRAMING_FUZZ_TARGET=gate-2 "$driver" --target_path=artifacts/sharpfuzz/LineFramer.Fuzz --target_arg=sharpfuzz \
    -max_total_time=60 -seed=1 -artifact_prefix="$folder/" >"$folder/log" 2>&1
[ $? = 77 ] && grep -q 'System.InvalidOperationException: through the gate' "$folder/log" && ls "$folder"/crash-* >/dev/null ||
    { cat "$folder/log"; printf 'The planted bug was not found.\n'; exit 1; }
grep 'Test unit written' "$folder/log"
