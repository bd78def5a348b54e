// Command 17-coroutines has the programs of chapter 17: functions that stop in the middle, and what
// can be made of them.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/transform/transformd"
)

func main() { program.Main("17 · Coroutines", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three poems, each fetched by a function of its own, side by side", Run: demo},
	{Name: "gen-1", Synopsis: "a generator and a loop in turn", Run: speaking(gen1)},
	{Name: "gen-2", Synopsis: "the same generator, driven by hand", Run: speaking(gen2)},
	{Name: "gen-3", Synopsis: "two generators in turn, one of them longer", Run: speaking(gen3)},
	{Name: "gen-4", Synopsis: "values and an error sent into a generator", Run: speaking(gen4)},
	{Name: "small", Synopsis: "Deferreds in a generator: a small Inline", Run: speaking(small)},
	{Name: "straight", Synopsis: "100,000 results that are there, and the stacks they take", Run: straight},
	{Name: "inline-1", Synopsis: "a value that is there, one that comes, and an error", Run: onClock(inline1).run},
	{Name: "inline-2", Synopsis: "two coroutines at once", Run: onClock(inline2).run},
	{Name: "inline-stack", Synopsis: "who is on which stack when a coroutine has its turn", Run: onClock(inlineStack).run},
	{Name: "inline-cancel", Synopsis: "coroutines that are cancelled, and how they take it", Run: speaking(inlineCancel)},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "serve-transform", Synopsis: "change poems, a netstring each: chapter 12's server", Run: transformd.Serve},
	{Name: "get", Synopsis: "fetch poems, and have them changed by a server: client 7.0", Run: get},
	{Name: "lines", Synopsis: "read a poem line by line, in two loops", Run: lines},
	{Name: "shuffle", Synopsis: "in how many orders three functions of three pieces can run", Run: speaking(shuffle)},
	{Name: "several", Synopsis: "five poems: one after another, all at once, n at a time", Run: several},
	{Name: "abandoned", Synopsis: "a thousand coroutines that nothing will wake", Run: speaking(abandoned)},
	{Name: "cost", Synopsis: "an await beside a callback, a channel and a goroutine's turn", Run: cost},
	{Name: "count", Synopsis: "two that count in one variable: coroutines, goroutines", Run: speaking(count)},
}
