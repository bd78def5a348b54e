// Command 15-tested-poetry has the programs of chapter 15: a client in ten thousand small worlds,
// the shortest story of how it breaks, and tests that wait for what they have started.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("15 · Tested poetry", programs...) }

var programs = []program.Program{
	{Name: "seeds", Synopsis: "run a client through thousands of worlds, and shrink the first that breaks it", Run: seeds},
	{Name: "replay", Synopsis: "tell the shortest story of a world that breaks a client", Run: replay},
	{Name: "flaky", Synopsis: "a test that sleeps and hopes, a thousand times, and one with a clock of its own", Run: flaky},
	{Name: "trials", Synopsis: "tests whose set-up, body and tear-down may all take their time", Run: trials},
	{Name: "leaks", Synopsis: "a test that leaves things behind, and is told which", Run: leaks},
}
