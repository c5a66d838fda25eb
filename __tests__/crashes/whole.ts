/**
 * `CRASH_WALK=whole` leaves nothing out of which it is known that it cannot make a difference. It takes hours, and shows that
 * nothing is left out that can.
 */
export const WHOLE = process.env["CRASH_WALK"] === "whole";
