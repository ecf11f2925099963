/*
 * libFuzzer prints through one function, vfprintf (__vfprintf_chk in some builds). The linker redirects its calls to this file
 * (--wrap), so libFuzzer's lines reach the session through a pipe of their own, and output of a target to standard error is
 * never parsed as libFuzzer's:
 *   LINEFRAMING_FUZZ_CHANNEL  the path of the named pipe that the session reads; without it, standard error
 */
#include "channel.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FIRST_FREE_DESCRIPTOR = 3,
    SHORT_TEXT = 4096,
    TICK_MILLISECONDS = 100,
};

/* Not open at first: libFuzzer starts with a list of sanitizer functions that it does not find, which is of no use. */
static int channel = -1;
static int is_pipe;
static void (*on_tick)(void);

void open_channel(void) {
    const char *path = getenv("LINEFRAMING_FUZZ_CHANNEL");
    int opened = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;
    is_pipe = opened >= 0;
    /* Not one of the first three descriptors: a process may be started without them, and its target would print to the channel. */
    int copy = fcntl(is_pipe ? opened : STDERR_FILENO, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    channel = copy >= 0 ? copy : is_pipe ? opened : STDERR_FILENO;
    if (is_pipe && copy >= 0)
        close(opened);
}

int has_session(void) { return is_pipe; }

void lineframing_fuzz_report(const char *text, size_t size) {
    while (size > 0) {
        ssize_t written = write(channel, text, size);
        if (written < 0 && errno != EINTR)
            return;
        text += written < 0 ? 0 : written;
        size -= written < 0 ? 0 : (size_t)written;
    }
}

void report_text(const char *text) { lineframing_fuzz_report(text, strlen(text)); }

static int report_formatted(const char *format, va_list arguments) {
    char text[SHORT_TEXT];
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(text, sizeof text, format, arguments);
    if (size >= (int)sizeof text) {
        char *longer = malloc((size_t)size + 1);
        if (longer) {
            vsnprintf(longer, (size_t)size + 1, format, again);
            lineframing_fuzz_report(longer, (size_t)size);
            free(longer);
        }
    } else if (size > 0)
        lineframing_fuzz_report(text, (size_t)size);
    va_end(again);
    return size;
}

/* libFuzzer prints to one file only, so the file is ignored. */
int __wrap_vfprintf(FILE *file, const char *format, va_list arguments) {
    (void)file;
    return report_formatted(format, arguments);
}

int __wrap___vfprintf_chk(FILE *file, int flag, const char *format, va_list arguments) {
    (void)file;
    (void)flag;
    return report_formatted(format, arguments);
}

/* When the session has ended, in any way, the pipe has no reader, and a finding could not be reported. */
static void *watch(void *unused) {
    struct pollfd session = {.fd = channel, .events = 0};
    (void)unused;
    for (;;) {
        int ready = poll(&session, is_pipe ? 1 : 0, TICK_MILLISECONDS);
        on_tick();
        if (ready > 0 && session.revents & (POLLERR | POLLNVAL))
            _exit(EXIT_SUCCESS);
    }
    return NULL;
}

void watch_session(void (*tick)(void)) {
    pthread_t thread;
    sigset_t all, before;
    on_tick = tick;
    /* This thread blocks all signals, because the handlers of the runtime and of libFuzzer expect their own threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, watch, NULL) == 0)
        pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
