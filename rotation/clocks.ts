/**
 * By how much the clocks of two machines may differ, in milliseconds: times on record are the Engine's, and a program refuses to
 * work with an Engine whose clock differs by more from its own machine's. It is a minute, as machines without NTP drift by seconds
 * a day, and every rule that goes by a clock counts in hours.
 */
export const clockToleranceMs = 60_000;
