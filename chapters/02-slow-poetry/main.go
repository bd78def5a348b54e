// Command 02-slow-poetry has the programs of chapter 2: a server that takes its time, and
// clients that wait for it well and badly.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("2 · Slow poetry", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three slow servers, and three clients that wait for them differently", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to one client at a time", Run: serve},
	{Name: "get-blocking", Synopsis: "fetch poems one after another", Run: getBlocking},
	{Name: "get-busy", Synopsis: "fetch poems all at once, by asking again and again (wasteful on purpose)", Run: getBusy},
	{Name: "get-async", Synopsis: "fetch poems all at once, in one goroutine", Run: getAsync},
	{Name: "get-goroutines", Synopsis: "fetch poems all at once, a goroutine for each", Run: getGoroutines},
	{Name: "get-loud", Synopsis: "fetch poems in capitals, piece by piece (broken on purpose)", Run: getLoud},
	{Name: "parked", Synopsis: "what is under a goroutine that waits for bytes", Run: parked},
}
