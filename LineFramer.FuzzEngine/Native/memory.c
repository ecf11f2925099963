/*
 * Reports the peak memory of this program. The peak that getrusage reports includes the memory of the process before exec: in a
 * session that a large process starts, every input would seem to run out of memory. The linker redirects libFuzzer's calls of
 * getrusage to this file (--wrap).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The .NET runtime frees little memory at the end; AddressSanitizer's leak detection would report it after every run. */
int __lsan_is_turned_off(void) { return 1; }

int __real_getrusage(int who, struct rusage *usage);

/* The peak in KiB; 0 if the system does not report it. */
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
