/*
 * Source locations for the artificial program counters of basic blocks. libFuzzer asks for them through functions of a
 * sanitizer's runtime, even while it reports a crash, when no managed code can run; so they are stored here. The linker redirects
 * the calls to this file (--wrap), because a sanitizer's runtime that is linked in has functions of the same names.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The location of one basic block; NativeSources has the same layout. */
struct block {
    const char *method;
    const char *file;
    int32_t line;
};

/* The blocks of one assembly, and the distance between their artificial program counters. */
struct module {
    uintptr_t first_pc, step, count;
    const struct block *blocks;
    struct module *next;
};

static struct module *modules;

/* Called by managed code before libFuzzer asks. */
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

/* The function of the sanitizers that libFuzzer uses, with the directives that it uses. */
void __wrap___sanitizer_symbolize_pc(void *pc, const char *format, char *out, size_t size) {
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

/* Without this function libFuzzer prints no coverage; it does not print the result. */
int __wrap___sanitizer_get_module_and_offset_for_pc(void *pc, char *path, size_t size, void **offset) {
    const struct module *module = module_of((uintptr_t)pc);
    if (!module)
        return 0;
    snprintf(path, size, "%s", module->blocks[0].file);
    *offset = (void *)((uintptr_t)pc - module->first_pc);
    return 1;
}
