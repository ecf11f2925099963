/*
 * How much memory this program has needed at most. What getrusage says is at least what the process that started this one had
 * then, for the kernel counts the memory of before exec: a session that a large process starts would report inputs that need
 * nothing as out of memory. So the calls of getrusage in libFuzzer's archive end up here (--wrap).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The runtime frees little of what it needs to the end; AddressSanitizer's search for leaks would report it after every run. */
int __lsan_is_turned_off(void) { return 1; }

int __real_getrusage(int who, struct rusage *usage);

/* In KiB; 0 where the system does not say. */
static long peak_of_this_program(void) {
    char text[4096];
    int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
    const char *line = strstr(text, "VmHWM:");
    return line ? atol(line + strlen("VmHWM:")) : 0;
}

int __wrap_getrusage(int who, struct rusage *usage) {
    int result = __real_getrusage(who, usage);
    long peak = result == 0 && who == RUSAGE_SELF ? peak_of_this_program() : 0;
    if (peak > 0)
        usage->ru_maxrss = peak;
    return result;
}
