/**
 * By how many milliseconds the clocks of two machines may differ. The times on record are the Engine's, so the program refuses to
 * work with an Engine whose clock differs by more from that of its own machine. A minute is enough: machines without NTP drift by
 * seconds a day, and every rule that goes by a clock counts in hours.
 */
export const clockToleranceMs = 60_000;
