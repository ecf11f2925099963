/* What an exported target knows from where it lies. */
#ifndef LINEFRAMING_FUZZ_PLACE_H
#define LINEFRAMING_FUZZ_PLACE_H

/* Before the environment is read: sets what is not set there as the file says that lies beside this program, if there is one. */
void read_target_file(void);

#endif
