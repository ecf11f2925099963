/* Reads the settings of an exported target. */
#ifndef LINEFRAMING_FUZZ_PLACE_H
#define LINEFRAMING_FUZZ_PLACE_H

/* Sets missing environment variables from the file next to this program, if there is one; must be called before they are read. */
void read_target_file(void);

#endif
