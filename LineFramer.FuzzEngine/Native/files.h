/* What the host reports of the files that libFuzzer writes. */
#ifndef LINEFRAMING_FUZZ_FILES_H
#define LINEFRAMING_FUZZ_FILES_H

/* Before the target runs, which may use up all descriptors. */
void prepare_files(void);

#endif
