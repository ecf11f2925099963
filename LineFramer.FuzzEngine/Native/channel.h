/* The channel between the host and the session that started it: what libFuzzer and the host say, apart from what a target prints. */
#ifndef LINEFRAMING_FUZZ_CHANNEL_H
#define LINEFRAMING_FUZZ_CHANNEL_H

#include <stddef.h>

/* Before libFuzzer reads its command line: what it says of it is for the session too. */
void open_channel(void);

/* Whether a session reads it; if not, all goes to standard error. */
int has_session(void);

/* Writes a line, or a part of one, where the session reads it. Safe in a signal handler; the managed side calls it too. */
void lineframing_fuzz_report(const char *text, size_t size);

void report_text(const char *text);

/* Starts a thread that calls the function about ten times a second, and ends the process when the session has gone. */
void watch_session(void (*tick)(void));

#endif
