#!/bin/sh
# Stands for the fuzzing host in tests: does what its last argument says, with the others as its arguments.
count=$#
while [ "$count" -gt 1 ]; do
    set -- "$@" "$1"
    shift
    count=$((count - 1))
done
do=$1
shift

say() { printf '%s\n' "$@" >>"$LINEFRAMING_FUZZ_CHANNEL"; }

# What libFuzzer says before it begins, and when it is done.
begin() { say 'INFO: Loaded 1 PC tables (9 PCs): 9 [0x1,0x2),' '#2	INITED cov: 2 ft: 2 corp: 1/1b exec/s: 0 rss: 90Mb'; }
done_() { say '#9	DONE   cov: 7 ft: 7 corp: 3/3b lim: 4 exec/s: 0 rss: 90Mb' 'Done 9 runs in 1 second(s)'; }

eval "$do"
