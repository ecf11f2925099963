/* Helpers of both native programs for the start. */
#ifndef LINEFRAMING_FUZZ_START_H
#define LINEFRAMING_FUZZ_START_H

/* The exit code that tells the session that nothing was fuzzed, for the reason in the last lines. */
enum { EXIT_NOT_STARTED = 78 };

/* Whether libFuzzer is asked to list its flags, which needs no target. */
int is_help(int argc, char **argv);

/* Reports why the program cannot start, and ends it. */
void reject(const char *what, const char *detail);

#endif
