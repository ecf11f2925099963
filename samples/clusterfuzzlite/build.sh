#!/bin/bash -eu
# Writes the targets to $OUT. The image sets $CC, $CXX, $LIB_FUZZING_ENGINE and $SANITIZER, and runs this in the checkout.
flags=()
[ "${SANITIZER:-}" != address ] || flags+=(--asan)
dotnet run -c Release --project LineFramer.Fuzz -- export "$OUT" "${flags[@]}"
