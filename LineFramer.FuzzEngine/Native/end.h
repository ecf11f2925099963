/* How a process ends that libFuzzer runs in, with its number of executions counted and its input kept. */
#ifndef LINEFRAMING_FUZZ_END_H
#define LINEFRAMING_FUZZ_END_H

/* Before the runtime starts: counts for the session, ends with it, and handles the signals that a crash brings. */
void prepare_end(void);

/* Before each run. */
void count_run(void);

/* Has libFuzzer write the input and its statistics, and ends the process. */
void end_with_finding(void);

/* While a finding is reported, which may take longer than an input may run. The managed side calls both too. */
void lineframing_fuzz_hold_timer(void);
void lineframing_fuzz_release_timer(void);

#endif
