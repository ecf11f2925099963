/* What the two native programs share before libFuzzer begins. */
#ifndef LINEFRAMING_FUZZ_START_H
#define LINEFRAMING_FUZZ_START_H

/* The session knows by it that nothing was fuzzed, and that the lines before say why. */
enum { EXIT_NOT_STARTED = 78 };

/* Whether libFuzzer is asked to list its flags, for which it needs no target. */
int is_help(int argc, char **argv);

/* Reports why the program cannot start, and ends it. */
void reject(const char *what, const char *detail);

#endif
