/*
 * An exported target is a copy of this program under the target's name. Services run it without an environment, in any folder.
 * So it finds its folder and name by /proc/self/exe and reads the file with its name and the extension .target next to it: a
 * line KEY=VALUE for each key below. Paths are relative to that folder; a repeated key adds an item to a list. A variable that
 * is set in the environment overrides its key.
 */
#include "place.h"
#include "start.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char ENDING[] = ".target";

struct key {
    const char *name, *variable;
    int is_path, is_given;
};

/* TargetFile.cs writes the same keys. */
static struct key keys[] = {
    {.name = "hostfxr", .variable = "LINEFRAMING_FUZZ_HOSTFXR", .is_path = 1},
    {.name = "program", .variable = "LINEFRAMING_FUZZ_ASSEMBLY", .is_path = 1},
    {.name = "assembly", .variable = "LINEFRAMING_FUZZ_TARGET_ASSEMBLY", .is_path = 1},
    {.name = "method", .variable = "LINEFRAMING_FUZZ_TARGET_METHOD"},
    {.name = "argument", .variable = "LINEFRAMING_FUZZ_TARGET_ARGUMENT"},
    {.name = "instrument", .variable = "LINEFRAMING_FUZZ_TARGET_INSTRUMENT"},
    {.name = "ignore", .variable = "LINEFRAMING_FUZZ_EXPECTED"},
};

enum { KEYS = sizeof keys / sizeof *keys };

static struct key *key_named(const char *name) {
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static void add(const struct key *key, const char *folder, const char *value) {
    const char *before = getenv(key->variable);
    const char *prefix = key->is_path && value[0] != '/' ? folder : "";
    char *text = NULL;
    if (asprintf(&text, "%s%s%s%s", before ? before : "", before ? "\n" : "", prefix, value) < 0)
        reject("memory for the target's file", NULL);
    setenv(key->variable, text, 1);
    free(text);
}

static void take_line(const char *folder, char *line) {
    char *value = strchr(line, '=');
    if (!value)
        reject("a line without = in the target's file", line);
    *value++ = '\0';
    struct key *key = key_named(line);
    if (!key)
        reject("unknown key in the target's file", line);
    if (!key->is_given)
        add(key, folder, value);
}

static void take_lines(const char *folder, FILE *file) {
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, file)) > 0) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (line[0] != '\0')
            take_line(folder, line);
    }
    free(line);
}

void read_target_file(void) {
    char path[PATH_MAX + sizeof ENDING];
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
    if (length <= 0 || length >= PATH_MAX)
        return;
    strcpy(path + length, ENDING);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    for (size_t i = 0; i < KEYS; i++)
        keys[i].is_given = getenv(keys[i].variable) != NULL;
    /* From here on, the path is the folder with a slash at its end. */
    strrchr(path, '/')[1] = '\0';
    take_lines(path, file);
    fclose(file);
}
