/*
 * Drives a SharpFuzz program: libFuzzer runs in this process, the .NET code in a child process, connected by two pipes and a
 * shared memory segment. The protocol is SharpFuzz's. The child writes four bytes when it is ready. For each input, this process
 * clears the coverage map, writes the input after it, and writes the input's size to the control pipe; the child answers with
 * four bytes on the status pipe, 0 if the input passed. Messages and files of libFuzzer are handled as in the in-process host.
 * The flags are those of SharpFuzz's driver; the second one may be repeated:
 *   --target_path=PROGRAM  --target_arg=ARGUMENT
 */
#include "channel.h"
#include "end.h"
#include "files.h"
#include "start.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MAP_SIZE = 1 << 16,
    MAX_INPUT = 1 << 20,
    CONTROL_DESCRIPTOR = 198,
    STATUS_DESCRIPTOR = 199,
    STEP_MICROSECONDS = 10000,
    STEPS_TO_END = 500,
    STEPS_TO_REPORT = 6000,
};

static const char PATH_FLAG[] = "--target_path=";
static const char ARGUMENT_FLAG[] = "--target_arg=";

/* libFuzzer reads the edges of a run from here. It finds the section by its name; "used", because no code refers to it. */
static uint8_t map[MAP_SIZE] __attribute__((section("__libfuzzer_extra_counters"), aligned(64), used));

/* A counter that every run sets: libFuzzer gives up if its first inputs, of no byte and of one byte, reach nothing. */
static uint8_t was_run __attribute__((section("__libfuzzer_extra_counters"), used));

static uint8_t *shared;
static int segment, control, status;
static pid_t child;

/* The child can attach a segment that is marked for removal, and the segment disappears however the two processes end. */
static void share_memory(void) {
    segment = shmget(IPC_PRIVATE, MAP_SIZE + MAX_INPUT, IPC_CREAT | IPC_EXCL | 0600);
    if (segment < 0)
        reject("shared memory", strerror(errno));
    shared = shmat(segment, NULL, 0);
    int error = errno;
    shmctl(segment, IPC_RMID, NULL);
    if (shared == (void *)-1)
        reject("shared memory", strerror(error));
}

static char **read_arguments(int argc, char **argv) {
    char **arguments = calloc((size_t)argc + 2, sizeof *arguments);
    int count = 1;
    for (int i = 1; arguments && i < argc; i++) {
        if (strncmp(argv[i], PATH_FLAG, sizeof PATH_FLAG - 1) == 0)
            arguments[0] = argv[i] + sizeof PATH_FLAG - 1;
        else if (strncmp(argv[i], ARGUMENT_FLAG, sizeof ARGUMENT_FLAG - 1) == 0)
            arguments[count++] = argv[i] + sizeof ARGUMENT_FLAG - 1;
    }
    if (!arguments || !arguments[0])
        reject("flag --target_path", NULL);
    return arguments;
}

static void set_number(const char *name, int number) {
    char digits[12];
    snprintf(digits, sizeof digits, "%d", number);
    setenv(name, digits, 1);
}

/* Sets the environment of the child. */
static void set_environment(void) {
    set_number("__LIBFUZZER_SHM_ID", segment);
    set_number("__LIBFUZZER_CONTROL_PIPE_ID", CONTROL_DESCRIPTOR);
    set_number("__LIBFUZZER_STATUS_PIPE_ID", STATUS_DESCRIPTOR);
    /* Otherwise every run would leave a diagnostics socket. */
    setenv("DOTNET_EnableDiagnostics", "0", 1);
}

static int move_descriptor(int from, int to) {
    /* dup2 does not clear FD_CLOEXEC if both are the same. */
    return dup2(from, to) == to && fcntl(to, F_SETFD, 0) == 0;
}

/* Runs in the child, which ends with this process. */
static void run_child(char **arguments, pid_t parent, int control_end, int status_end) {
    static const int handled[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGXFSZ, SIGPIPE};
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++)
        signal(handled[i], SIG_DFL);
    /* Ctrl-C is for this process; if it ended the child, the input would seem to fail. */
    signal(SIGINT, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_NOT_STARTED);
    if (!move_descriptor(control_end, CONTROL_DESCRIPTOR) || !move_descriptor(status_end, STATUS_DESCRIPTOR))
        reject("pipe", strerror(errno));
    execvp(arguments[0], arguments);
    reject(arguments[0], strerror(errno));
}

/* Whether the child answered; it does not if it has ended. */
static int read_answer(int32_t *answer) {
    size_t size = 0;
    while (size < sizeof *answer) {
        ssize_t count = read(status, (char *)answer + size, sizeof *answer - size);
        if (count == 0 || (count < 0 && errno != EINTR))
            return 0;
        size += count > 0 ? (size_t)count : 0;
    }
    return 1;
}

/* Whether the size was written; a write of four bytes to a pipe is never partial. */
static int write_size(int32_t size) {
    ssize_t written;
    do
        written = write(control, &size, sizeof size);
    while (written < 0 && errno == EINTR);
    return written == sizeof size;
}

/* Whether the child ends within this many steps, and how. */
static int has_ended(int *how, int steps) {
    for (int step = 0; step < steps; step++) {
        if (waitpid(child, how, WNOHANG) == child)
            return 1;
        usleep(STEP_MICROSECONDS);
    }
    return 0;
}

static void start_child(char **arguments) {
    int to_child[2], from_child[2], how = 0;
    int32_t ready;
    pid_t parent = getpid();
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0)
        reject("pipe", strerror(errno));
    child = fork();
    if (child < 0)
        reject("process", strerror(errno));
    if (child == 0)
        run_child(arguments, parent, to_child[0], from_child[1]);
    close(to_child[0]);
    close(from_child[1]);
    control = to_child[1];
    status = from_child[0];
    if (read_answer(&ready))
        return;
    /* A child that ended with this code has reported the reason. */
    if (has_ended(&how, STEPS_TO_END) && WIFEXITED(how) && WEXITSTATUS(how) == EXIT_NOT_STARTED)
        _exit(EXIT_NOT_STARTED);
    kill(child, SIGKILL);
    reject(arguments[0], "it ended before it was ready to take inputs");
}

/* After the last input the child may have something to report. */
static void end_child(void) {
    int how;
    close(control);
    if (!has_ended(&how, STEPS_TO_END)) {
        kill(child, SIGKILL);
        waitpid(child, &how, 0);
    }
}

/* The child has answered that the input fails and reports the failure before it ends, which takes long only in a session. */
static void await_report(void) {
    int how;
    lineframing_fuzz_hold_timer();
    if (!has_ended(&how, getenv("LINEFRAMING_FUZZ_CHANNEL") ? STEPS_TO_REPORT : STEPS_TO_END))
        kill(child, SIGKILL);
    report_text("SUMMARY: libFuzzer: uncaught exception\n");
}

/* Uses libFuzzer's messages for the end of its own process, so that the same finding has the same key in both engines. */
static void report_end(void) {
    char line[160];
    int how = 0;
    lineframing_fuzz_hold_timer();
    if (!has_ended(&how, STEPS_TO_END)) {
        kill(child, SIGKILL);
        snprintf(line, sizeof line,
                 "==%d== ERROR: libFuzzer: fuzz target closed its pipes\nSUMMARY: libFuzzer: fuzz target closed its pipes\n",
                 (int)child);
    } else if (WIFSIGNALED(how))
        snprintf(line, sizeof line, "==%d== ERROR: libFuzzer: deadly signal %d\nSUMMARY: libFuzzer: deadly signal\n",
                 (int)child, WTERMSIG(how));
    else
        snprintf(line, sizeof line, "==%d== ERROR: libFuzzer: fuzz target exited\nSUMMARY: libFuzzer: fuzz target exited\n",
                 (int)child);
    report_text(line);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    open_channel();
    if (is_help(*argc, *argv))
        return 0;
    prepare_files();
    prepare_end();
    /* The end of the child is noticed by its missing answer, so SIGPIPE is ignored. */
    signal(SIGPIPE, SIG_IGN);
    /* When the terminal is closed, the session handles SIGHUP, if there is one, and ends this process. */
    if (getenv("LINEFRAMING_FUZZ_CHANNEL"))
        signal(SIGHUP, SIG_IGN);
    char **arguments = read_arguments(*argc, *argv);
    share_memory();
    set_environment();
    start_child(arguments);
    atexit(end_child);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int32_t answer = 0;
    /* The segment is no larger; a session passes no longer inputs. */
    if (size > MAX_INPUT)
        return 0;
    count_run();
    was_run = 1;
    memset(shared, 0, MAP_SIZE);
    memcpy(shared + MAP_SIZE, data, size);
    int is_answered = write_size((int32_t)size) && read_answer(&answer);
    memcpy(map, shared, MAP_SIZE);
    if (is_answered && answer == 0)
        return 0;
    if (is_answered)
        await_report();
    else
        report_end();
    end_with_finding();
    return 0;
}
