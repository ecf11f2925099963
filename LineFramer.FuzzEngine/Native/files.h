/* Writes libFuzzer's files and reports failures. */
#ifndef LINEFRAMING_FUZZ_FILES_H
#define LINEFRAMING_FUZZ_FILES_H

/* Must be called before the target runs, because a target may use up all descriptors. */
void prepare_files(void);

#endif
