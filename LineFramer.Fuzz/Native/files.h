/* What the host reports of the files that libFuzzer writes. */
#ifndef LINEFRAMING_FUZZ_FILES_H
#define LINEFRAMING_FUZZ_FILES_H

#include <stddef.h>

/* Before libFuzzer reads its command line: a target or -close_fd_mask may close standard error later. */
void open_report(void);

/* Writes a line, or a part of one, where the session reads it. Safe in a signal handler; the managed side calls it too. */
void lineframing_fuzz_report(const char *text, size_t size);

#endif
