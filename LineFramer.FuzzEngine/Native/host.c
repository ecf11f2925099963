/*
 * The native half of a fuzzing session: libFuzzer's main, and in the same process the .NET runtime. Because of the one process,
 * an execution costs a call and not a round trip through a pipe. Because the main is libFuzzer's, a native fault, FailFast and
 * a stack overflow leave an artifact too.
 *
 * libFuzzer may start this program again with other arguments, so managed code gets its settings from the environment or, for
 * an exported target, from a file next to the program (place.c):
 *   LINEFRAMING_FUZZ_HOSTFXR   libhostfxr.so
 *   LINEFRAMING_FUZZ_ASSEMBLY  a managed program that LineFramer.FuzzEngine belongs to
 */
#include "channel.h"
#include "end.h"
#include "files.h"
#include "place.h"
#include "start.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    GET_FUNCTION_POINTER = 6, /* hdt_get_function_pointer of hostfxr.h */
    HINTS = 512,
    INPUT_COPY_SIZE = 4096,
};

typedef int (*initialize_fn)(int argc, const char **argv, const void *parameters, void **context);
typedef int (*get_delegate_fn)(void *context, int type, void **delegate);
typedef int (*get_function_fn)(const char *type, const char *method, const char *delegate_type, void *load_context,
                               void *reserved, void **function);
typedef int (*start_fn)(void);
typedef int (*run_fn)(const uint8_t *data, size_t size);
typedef void (*finish_fn)(void);

static const char *const UNMANAGED_CALLERS_ONLY = (const char *)-1;

/* Counters for the states that targets report; libFuzzer finds them by the name of the section. */
uint8_t lineframing_fuzz_hints[HINTS] __attribute__((section("__libfuzzer_extra_counters")));

/* A counter that every run sets: libFuzzer gives up if its first inputs, of no byte and of one byte, reach nothing. */
static uint8_t was_run __attribute__((section("__libfuzzer_extra_counters"), used));

/* The first bytes of the running input, in which the hooks look up which of two texts came from the input. */
uint8_t lineframing_fuzz_input[INPUT_COPY_SIZE];
size_t lineframing_fuzz_input_length;

static run_fn run;
static finish_fn finish;

static const char *required(const char *name) {
    const char *value = getenv(name);
    if (!value)
        reject("neither set in the environment nor in a .target file next to the program", name);
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
    int code = get_function("LineFraming.FuzzEngine.EngineEntry, LineFramer.FuzzEngine", method,
                            UNMANAGED_CALLERS_ONLY, NULL, NULL, &function);
    if (code != 0)
        reject("managed entry point", method);
    return function;
}

static void finish_session(void) { finish(); }

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    open_channel();
    if (is_help(*argc, *argv))
        return 0;
    prepare_files();
    prepare_end();
    read_target_file();
    /* Otherwise every run would leave a diagnostics socket. */
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
    finish = (finish_fn)managed((get_function_fn)get_function, "Finish");
    if (start() != 0)
        _exit(EXIT_NOT_STARTED);
    atexit(finish_session);

    /* The .NET runtime handles these signals; libFuzzer replaces only default handlers, and needs them to end a session. */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    /* When the terminal is closed, the session handles SIGHUP, if there is one, and ends this process. */
    if (has_session())
        signal(SIGHUP, SIG_IGN);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    count_run();
    was_run = 1;
    lineframing_fuzz_input_length = size < INPUT_COPY_SIZE ? size : INPUT_COPY_SIZE;
    memcpy(lineframing_fuzz_input, data, lineframing_fuzz_input_length);
    if (run(data, size) != 0)
        end_with_finding();
    return 0;
}
