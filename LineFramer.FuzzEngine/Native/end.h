/* Ends the process, with the number of executions reported and the input written. */
#ifndef LINEFRAMING_FUZZ_END_H
#define LINEFRAMING_FUZZ_END_H

/* Prepares to count, to end with the session, and to handle crash signals; must be called before the .NET runtime starts. */
void prepare_end(void);

/* Must be called before each run. */
void count_run(void);

/* Lets libFuzzer write the input and its statistics, and ends the process. */
void end_with_finding(void);

/* Stop and restart the timer of the input while a finding is reported. Managed code calls both too. */
void lineframing_fuzz_hold_timer(void);
void lineframing_fuzz_release_timer(void);

#endif
