#!/bin/sh
# A fuzzing host for tests: it runs its last argument as a script, with the other arguments.
count=$#
while [ "$count" -gt 1 ]; do
    set -- "$@" "$1"
    shift
    count=$((count - 1))
done
do=$1
shift

say() { printf '%s\n' "$@" >>"$LINEFRAMING_FUZZ_CHANNEL"; }

# Print what libFuzzer prints when it begins and when it is done.
begin() { say 'INFO: Loaded 1 PC tables (9 PCs): 9 [0x1,0x2),' '#2	INITED cov: 2 ft: 2 corp: 1/1b exec/s: 0 rss: 90Mb'; }
done_() { say '#9	DONE   cov: 7 ft: 7 corp: 3/3b lim: 4 exec/s: 0 rss: 90Mb' 'Done 9 runs in 1 second(s)'; }

eval "$do"
