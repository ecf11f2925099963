/*
 * The native half of a fuzzing session: libFuzzer's main, and in the same process the .NET runtime that it drives.
 * One process, so that an execution costs a call and not a round trip through a pipe; libFuzzer's main, so that a
 * native fault, FailFast and a stack overflow still leave an artifact.
 *
 * libFuzzer may start this program again with other arguments, so what the managed side needs comes by environment:
 *   LINEFRAMING_FUZZ_HOSTFXR   libhostfxr.so
 *   LINEFRAMING_FUZZ_ASSEMBLY  a managed program that LineFramer.FuzzEngine belongs to
 *   LINEFRAMING_FUZZ_COUNT     optional: a file of at least 8 bytes, which holds the number of executions
 */
#include "channel.h"
#include "files.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    EXIT_FINDING = 77, /* what libFuzzer itself exits with */
    EXIT_NOT_STARTED = 78,
    GET_FUNCTION_POINTER = 6, /* hdt_get_function_pointer of hostfxr.h */
    HINTS = 512,
    INPUT_KEPT = 4096,
    REPORT_STACK_SIZE = 1 << 20,
};

typedef int (*initialize_fn)(int argc, const char **argv, const void *parameters, void **context);
typedef int (*get_delegate_fn)(void *context, int type, void **delegate);
typedef int (*get_function_fn)(const char *type, const char *method, const char *delegate_type, void *load_context,
                               void *reserved, void **function);
typedef int (*start_fn)(void);
typedef int (*run_fn)(const uint8_t *data, size_t size);

static const char *const UNMANAGED_CALLERS_ONLY = (const char *)-1;

/* What targets say of states that no branch shows; libFuzzer finds it by the section's name. */
uint8_t lineframing_fuzz_hints[HINTS] __attribute__((section("__libfuzzer_extra_counters")));

/* One more of them, which every run sets: libFuzzer gives up if its first inputs, none and one byte, reach nothing. */
static uint8_t was_run __attribute__((section("__libfuzzer_extra_counters"), used));

/* The first bytes of the input that runs: the hooks look up in it which of two texts came from the input. */
uint8_t lineframing_fuzz_input[INPUT_KEPT];
size_t lineframing_fuzz_input_length;

static run_fn run;
static void (*death_callback)(void);
static uint64_t *shared_count;
static uint64_t runs, published;
static char report_stack[REPORT_STACK_SIZE] __attribute__((aligned(64)));
static ucontext_t report_context;

/* libFuzzer looks for this weak symbol and hands over what writes the artifact and the final statistics. */
void __sanitizer_set_death_callback(void (*callback)(void)) { death_callback = callback; }

/* What is known of one basic block; the managed side lays out the same. */
struct block {
    const char *method;
    const char *file;
    int32_t line;
};

/* The blocks of one assembly, whose made-up program counters are so far apart. */
struct module {
    uintptr_t first_pc, step, count;
    const struct block *blocks;
    struct module *next;
};

static struct module *modules;

/* For the managed side, before libFuzzer asks. */
void lineframing_fuzz_add_sources(uintptr_t first_pc, uintptr_t step, uintptr_t count, const struct block *blocks) {
    struct module *added = malloc(sizeof *added);
    if (!added)
        return;
    *added = (struct module){first_pc, step, count, blocks, modules};
    modules = added;
}

static const struct module *module_of(uintptr_t pc) {
    const struct module *candidate = modules;
    while (candidate && (pc < candidate->first_pc || (pc - candidate->first_pc) / candidate->step >= candidate->count))
        candidate = candidate->next;
    return candidate;
}

static int describe(char directive, uintptr_t pc, const struct block *block, char *out, size_t size) {
    switch (directive) {
    case 'p':
        return snprintf(out, size, "0x%012" PRIxPTR, pc);
    case 'F':
        return snprintf(out, size, "in %s", block->method);
    case 'f':
        return snprintf(out, size, "%s", block->method);
    case 's':
        return snprintf(out, size, "%s", block->file);
    case 'l':
        return snprintf(out, size, "%" PRId32, block->line);
    case 'L':
        return snprintf(out, size, block->line ? "%s:%" PRId32 : "(%s)", block->file, block->line);
    default:
        return snprintf(out, size, "%%%c", directive);
    }
}

/* What the sanitizers offer and libFuzzer looks for, with the part of their format that it uses. */
void __sanitizer_symbolize_pc(void *pc, const char *format, char *out, size_t size) {
    static const struct block unknown = {"<unknown>", "<unknown>", 0};
    const struct module *module = module_of((uintptr_t)pc);
    const struct block *block = module ? &module->blocks[((uintptr_t)pc - module->first_pc) / module->step] : &unknown;
    size_t used = 0;
    for (; *format && used + 1 < size; format++) {
        if (*format != '%' || !format[1]) {
            out[used++] = *format;
            continue;
        }
        used += (size_t)describe(*++format, (uintptr_t)pc, block, out + used, size - used);
        used = used < size ? used : size - 1;
    }
    if (size > 0)
        out[used] = '\0';
}

/* libFuzzer prints no coverage where this is missing; what it answers it does not show. */
int __sanitizer_get_module_and_offset_for_pc(void *pc, char *path, size_t size, void **offset) {
    const struct module *module = module_of((uintptr_t)pc);
    if (!module)
        return 0;
    snprintf(path, size, "%s", module->blocks[0].file);
    *offset = (void *)((uintptr_t)pc - module->first_pc);
    return 1;
}

/* Not at each run: several processes write to the same place. */
static void report_count(void) {
    uint64_t now = __atomic_load_n(&runs, __ATOMIC_RELAXED);
    uint64_t before = __atomic_exchange_n(&published, now, __ATOMIC_RELAXED);
    if (shared_count && now != before)
        __atomic_fetch_add(shared_count, now - before, __ATOMIC_RELAXED);
}

static void die(void) {
    report_count();
    if (death_callback)
        death_callback();
    _exit(EXIT_FINDING);
}

static void on_deadly_signal(int signal_number) {
    static volatile sig_atomic_t dying;
    char text[] = "==ERROR: deadly signal 00\n";
    if (dying)
        _exit(EXIT_FINDING);
    dying = 1;
    text[sizeof text - 4] = (char)('0' + signal_number / 10);
    text[sizeof text - 3] = (char)('0' + signal_number % 10);
    lineframing_fuzz_report(text, sizeof text - 1);
    /* The runtime chains to this handler on its own small alternate stack, which libFuzzer's report overflows. */
    getcontext(&report_context);
    report_context.uc_stack.ss_sp = report_stack;
    report_context.uc_stack.ss_size = sizeof report_stack;
    report_context.uc_link = NULL;
    makecontext(&report_context, die, 0);
    setcontext(&report_context);
}

/* Before the runtime starts: it chains to handlers that were there before its own, and libFuzzer leaves the runtime's alone. */
static void install_handlers(void) {
    static const int deadly[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_deadly_signal;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        sigaction(deadly[i], &action, NULL);
}

static void reject(const char *what, const char *detail) {
    report_text("==ERROR: the fuzzing host cannot start: ");
    report_text(what);
    report_text(": ");
    report_text(detail ? detail : "not given");
    report_text("\n");
    _exit(EXIT_NOT_STARTED);
}

static const char *required(const char *name) {
    const char *value = getenv(name);
    if (!value)
        reject("environment variable", name);
    return value;
}

static void *symbol(void *library, const char *name) {
    void *found = dlsym(library, name);
    if (!found)
        reject("hostfxr lacks", name);
    return found;
}

static void *managed(get_function_fn get_function, const char *method) {
    void *function = NULL;
    int code = get_function("LineFraming.FuzzEngine.EngineEntry, LineFramer.FuzzEngine", method, UNMANAGED_CALLERS_ONLY, NULL, NULL, &function);
    if (code != 0)
        reject("managed entry point", method);
    return function;
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

/* libFuzzer lists its flags and ends, for which it needs no target. */
static int is_help(int argc, char **argv) {
    int is_asked = 0;
    for (int i = 1; i < argc; i++)
        is_asked |= strncmp(argv[i], "-help=", 6) == 0 && atoi(argv[i] + 6) != 0;
    return is_asked;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    open_channel();
    if (is_help(*argc, *argv))
        return 0;
    prepare_files();
    share_count();
    atexit(report_count);
    watch_session(report_count);
    install_handlers();
    /* Else every run leaves a diagnostics socket behind. */
    setenv("DOTNET_EnableDiagnostics", "0", 1);

    void *hostfxr = dlopen(required("LINEFRAMING_FUZZ_HOSTFXR"), RTLD_NOW | RTLD_LOCAL);
    if (!hostfxr)
        reject("hostfxr", dlerror());
    initialize_fn initialize = (initialize_fn)symbol(hostfxr, "hostfxr_initialize_for_dotnet_command_line");
    get_delegate_fn get_delegate = (get_delegate_fn)symbol(hostfxr, "hostfxr_get_runtime_delegate");

    const char *arguments[] = {required("LINEFRAMING_FUZZ_ASSEMBLY")};
    void *context = NULL;
    if (initialize(1, arguments, NULL, &context) != 0)
        reject("the runtime for", arguments[0]);
    void *get_function = NULL;
    if (get_delegate(context, GET_FUNCTION_POINTER, &get_function) != 0)
        reject("the runtime for", arguments[0]);

    start_fn start = (start_fn)managed((get_function_fn)get_function, "Start");
    run = (run_fn)managed((get_function_fn)get_function, "Run");
    if (start() != 0)
        _exit(EXIT_NOT_STARTED);

    /* The runtime has handlers for these; libFuzzer, which ends a session with them, replaces only the defaults. */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    /* A terminal that is closed ends the session, which ends this process as SIGTERM would. */
    signal(SIGHUP, SIG_IGN);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    __atomic_store_n(&runs, runs + 1, __ATOMIC_RELAXED);
    was_run = 1;
    lineframing_fuzz_input_length = size < INPUT_KEPT ? size : INPUT_KEPT;
    memcpy(lineframing_fuzz_input, data, lineframing_fuzz_input_length);
    if (run(data, size) != 0)
        die();
    return 0;
}
