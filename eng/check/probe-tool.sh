#!/usr/bin/env bash
# The probe installs as a tool and lists its cases: `bash eng/check/probe-tool.sh FOLDER`, with what eng/pack.sh left in FOLDER.
set -uo pipefail
feed=$(cd "${1:?FOLDER of the packages}" && pwd) || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
dotnet tool install LineFramer.Probe --version 0.0.0-check --tool-path "$folder" --source "$feed" || exit 1
"$folder/lineframer-probe" --list >"$folder/cases" && grep 'peers/6' "$folder/cases"
