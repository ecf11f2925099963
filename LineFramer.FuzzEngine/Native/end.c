/*
 * Ends the process with the session, with a finding, or with a signal. In each case libFuzzer writes the input and its
 * statistics, and the session gets the number of executions:
 *   LINEFRAMING_FUZZ_COUNT     optional: a file of at least 8 bytes, to which the number of executions is added
 */
#include "end.h"
#include "channel.h"
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    EXIT_FINDING = 77, /* what libFuzzer itself exits with */
    REPORT_STACK_SIZE = 1 << 20,
};

static void (*death_callback)(void);
static uint64_t *shared_count;
static uint64_t runs, published;
static char report_stack[REPORT_STACK_SIZE] __attribute__((aligned(64)));
static ucontext_t report_context;

/* Present if a sanitizer's runtime is linked in. */
void __real___sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

/* libFuzzer calls this weak symbol (redirected by --wrap) and passes the function that writes the artifact and the statistics. */
void __wrap___sanitizer_set_death_callback(void (*callback)(void)) {
    death_callback = callback;
    if (__real___sanitizer_set_death_callback)
        __real___sanitizer_set_death_callback(callback);
}

void count_run(void) { __atomic_store_n(&runs, runs + 1, __ATOMIC_RELAXED); }

/* Called now and then and not for each run, because several processes add to the same number. */
static void report_count(void) {
    uint64_t now = __atomic_load_n(&runs, __ATOMIC_RELAXED);
    uint64_t before = __atomic_exchange_n(&published, now, __ATOMIC_RELAXED);
    if (shared_count && now != before)
        __atomic_fetch_add(shared_count, now - before, __ATOMIC_RELAXED);
}

/* The timer by which libFuzzer notices that an input exceeds its time. */
static struct itimerval held;

void lineframing_fuzz_hold_timer(void) {
    static const struct itimerval none;
    setitimer(ITIMER_REAL, &none, &held);
}

void lineframing_fuzz_release_timer(void) {
    held.it_value = held.it_interval;
    setitimer(ITIMER_REAL, &held, NULL);
}

void end_with_finding(void) {
    report_count();
    if (death_callback)
        death_callback();
    _exit(EXIT_FINDING);
}

/* Formats by hand, because formatting functions must not be called in a signal handler. */
static void report_number(unsigned number) {
    char digits[10];
    size_t first = sizeof digits;
    do
        digits[--first] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    lineframing_fuzz_report(digits + first, sizeof digits - first);
}

static void on_deadly_signal(int signal_number) {
    static volatile sig_atomic_t dying;
    if (dying)
        _exit(EXIT_FINDING);
    dying = 1;
    report_text("==");
    report_number((unsigned)getpid());
    report_text("== ERROR: libFuzzer: deadly signal ");
    report_number((unsigned)signal_number);
    report_text("\nSUMMARY: libFuzzer: deadly signal\n");
    /* The .NET runtime calls this handler on its small alternate stack, which libFuzzer's report would overflow. */
    getcontext(&report_context);
    report_context.uc_stack.ss_sp = report_stack;
    report_context.uc_stack.ss_size = sizeof report_stack;
    report_context.uc_link = NULL;
    makecontext(&report_context, end_with_finding, 0);
    setcontext(&report_context);
}

/* Must run before the .NET runtime starts: the runtime calls earlier handlers, and libFuzzer does not replace the runtime's. */
static void install_handlers(void) {
    static const int deadly[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_deadly_signal;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        sigaction(deadly[i], &action, NULL);
}

static void share_count(void) {
    const char *path = getenv("LINEFRAMING_FUZZ_COUNT");
    int file = path ? open(path, O_RDWR) : -1;
    if (file >= 0) {
        void *page = mmap(NULL, sizeof *shared_count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        shared_count = page == MAP_FAILED ? NULL : page;
        close(file);
    }
}

void prepare_end(void) {
    share_count();
    atexit(report_count);
    watch_session(report_count);
    install_handlers();
}
