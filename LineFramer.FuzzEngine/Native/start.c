#include "start.h"
#include "channel.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int is_help(int argc, char **argv) {
    int is_asked = 0;
    for (int i = 1; i < argc; i++)
        is_asked |= strncmp(argv[i], "-help=", 6) == 0 && atoi(argv[i] + 6) != 0;
    return is_asked;
}

void reject(const char *what, const char *detail) {
    report_text("==ERROR: the fuzzing host cannot start: ");
    report_text(what);
    report_text(": ");
    report_text(detail ? detail : "not given");
    report_text("\n");
    _exit(EXIT_NOT_STARTED);
}
