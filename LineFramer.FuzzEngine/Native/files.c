/*
 * Writes libFuzzer's files: inputs for the corpus, and the input of a finding. libFuzzer ignores every failed write, and leaves
 * an empty file, named after other content, when the disk is full. The linker redirects its calls of fopen, fwrite and fclose to
 * this file (--wrap), so that a failure is reported to the session, and so is the input of a finding even if its file cannot
 * be written:
 *   ==NOT WRITTEN: reason: path
 *   ==INPUT: base64 path
 */
#include "files.h"
#include "channel.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BASE64_LINE = 4096 };

FILE *__real_fopen(const char *path, const char *mode);
size_t __real_fwrite(const void *data, size_t size, size_t count, FILE *file);
int __real_fclose(FILE *file);

/* The FILE that libFuzzer gets for any file to write. It is opened at the start: a target may use up all descriptors. */
static FILE *stand_in;
static __thread char pending_path[PATH_MAX];

static void ignore(int signal_number) { (void)signal_number; }

void prepare_files(void) {
    stand_in = __real_fopen("/dev/null", "wbe");
    /* With a handler, exceeding the file size limit is a failed write and does not end the process; libFuzzer keeps the handler. */
    signal(SIGXFSZ, ignore);
}

static void report_base64(const uint8_t *data, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[BASE64_LINE];
    size_t used = 0;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)data[i] << 16 | (i + 1 < size ? (uint32_t)data[i + 1] << 8 : 0) | (i + 2 < size ? data[i + 2] : 0);
        line[used++] = digits[three >> 18];
        line[used++] = digits[three >> 12 & 63];
        line[used++] = i + 1 < size ? digits[three >> 6 & 63] : '=';
        line[used++] = i + 2 < size ? digits[three & 63] : '=';
        if (used == sizeof line) {
            lineframing_fuzz_report(line, used);
            used = 0;
        }
    }
    lineframing_fuzz_report(line, used);
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The name of an input for the corpus is a hash only; a slow input is not a finding. */
static int is_finding(const char *path) {
    const char *name = name_of(path);
    return !(strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40) && strncmp(name, "slow-unit-", 10) != 0;
}

/* Whether the file already has the content, in which case writing it again could only lose it. */
static int has_content(const char *path, const void *data, size_t size) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int same = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size == size;
    if (same && size > 0) {
        void *content = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
        same = content != MAP_FAILED && memcmp(content, data, size) == 0;
        if (content != MAP_FAILED)
            munmap(content, size);
    }
    if (file >= 0)
        close(file);
    return same;
}

static int write_all(int file, const char *data, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : EIO;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

/* Returns 0, or the error after removing the incomplete file. */
static int write_file(const char *path, const void *data, size_t size) {
    struct stat status;
    if (has_content(path, data, size))
        return 0;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return errno;
    int error = write_all(file, data, size);
    int is_regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    /* Some file systems report a full disk at close only. */
    if (close(file) != 0 && error == 0)
        error = errno;
    if (error != 0 && is_regular)
        unlink(path);
    return error;
}

FILE *__wrap_fopen(const char *path, const char *mode) {
    if (strcmp(mode, "wb") != 0 || !stand_in || strlen(path) >= sizeof pending_path)
        return __real_fopen(path, mode);
    strcpy(pending_path, path);
    return stand_in;
}

size_t __wrap_fwrite(const void *data, size_t size, size_t count, FILE *file) {
    if (file != stand_in)
        return __real_fwrite(data, size, count, file);
    int error = write_file(pending_path, data, size * count);
    if (error != 0) {
        report_text("==NOT WRITTEN: ");
        report_text(strerror(error));
        report_text(": ");
        report_text(pending_path);
        report_text("\n");
    }
    /* Without a session it is left out: services truncate the output, and a long input would displace the report. */
    if (has_session() && is_finding(pending_path)) {
        report_text("==INPUT: ");
        report_base64(data, size * count);
        report_text(" ");
        report_text(pending_path);
        report_text("\n");
    }
    return count;
}

int __wrap_fclose(FILE *file) { return file == stand_in ? 0 : __real_fclose(file); }
