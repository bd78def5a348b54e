// Package wine has the test that runs the chapters' demonstrations as Windows programs, under Wine, on a Linux
// machine that has it. What Wine cannot show is left to the workflow that runs on Windows itself: resets, which
// Wine does not deliver as such; thousands of sockets, which take it minutes; and tests with temporary folders, which
// it cannot remove.
package wine
