// Command 03-the-reactor has the programs of chapter 3: a loop in some sixty lines, the one in the
// book's library, and what they are good for.
package main

import (
	"slowpoetry/code/book/program"
)

func main() { program.Main("3 · The reactor", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three countdowns in one goroutine, and who had it when", Run: demo},
	{Name: "countdown", Synopsis: "count down on a loop of some sixty lines", Run: countdown},
	{Name: "stack", Synopsis: "who calls us?", Run: stack},
	{Name: "launch", Synopsis: "a countdown that anybody can hold, by connecting", Run: launch},
	{Name: "simple", Synopsis: "a loop with nothing to do, and what it costs", Run: simple},
	{Name: "panic", Synopsis: "a callback panics, and the loop goes on", Run: panics},
	{Name: "timers", Synopsis: "what a call costs that is to come later", Run: timers},
	{Name: "hello", Synopsis: "the library's reactor, from its first callback to its last", Run: hello},
	{Name: "drift", Synopsis: "two ways to tick twenty times a second, and how long a second gets", Run: drift},
	{Name: "lookup", Synopsis: "look up a name, which blocks, beside a clock that ticks on", Run: lookup},
	{Name: "pick", Synopsis: "choose how the reactor waits", Run: pick},
	{Name: "log", Synopsis: "what the reactor has to say, and where it says it", Run: logs},
	{Name: "plain", Synopsis: "the three countdowns, with channels instead of a loop", Run: plain},
}
