/* The channel from the host to the session that started it, for messages of libFuzzer and the host, not for output of a target. */
#ifndef LINEFRAMING_FUZZ_CHANNEL_H
#define LINEFRAMING_FUZZ_CHANNEL_H

#include <stddef.h>

/* Must be called before libFuzzer reads its command line, because messages about it are for the session too. */
void open_channel(void);

/* Whether a session reads the channel; if not, everything goes to standard error. */
int has_session(void);

/* Writes a line, or a part of one, to the session. Safe in a signal handler; managed code calls it too. */
void lineframing_fuzz_report(const char *text, size_t size);

void report_text(const char *text);

/* Starts a thread that calls the function about ten times a second and ends the process when the session has ended. */
void watch_session(void (*tick)(void));

#endif
