#!/usr/bin/env bash
# Packs every package into a folder and checks what each contains: its README, and of a library the assembly, its documentation and
# its symbols. `bash eng/pack.sh FOLDER`; what is in FOLDER goes. The version is no released one, so that no package of anyone's
# cache is taken for these; `VERSION=1.2.3 bash eng/pack.sh FOLDER` gives another.
set -uo pipefail
folder=${1:?FOLDER for the packages}
version=${VERSION:-0.0.0-check}
rm -rf "$folder" && mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 1
cd "$(dirname "$0")/.." || exit 1
# MSBuild's Exec, which the native program of the fuzzing tool is built by, cannot have a temporary folder with a space.
[[ ${TMPDIR:-} != *' '* ]] || export TMPDIR=/tmp
# What the analyzers report, the build of the solution has reported.
dotnet pack eng/Packages.slnf -c Release -o "$folder" "-p:Version=$version" -p:RunAnalyzers=false --nologo || exit 1

# Whether the package $1 has the file $2.
holds() {
    unzip -Z1 "$1" | grep -x "$2" >/dev/null || { printf '%s has no %s\n' "$1" "$2"; exit 1; }
}

for library in LineFramer LineFramer.FuzzEngine LineFramer.Server LineFramer.Testing LineFramer.Testing.Xunit; do
    package=$folder/$library.$version
    [ -f "$package.snupkg" ] || { printf '%s has no symbols\n' "$library"; exit 1; }
    for content in README.md "lib/net10.0/$library.dll" "lib/net10.0/$library.xml"; do
        holds "$package.nupkg" "$content"
    done
done
for tool in LineFramer.Fuzz LineFramer.Probe; do
    holds "$folder/$tool.$version.nupkg" README.md
done
