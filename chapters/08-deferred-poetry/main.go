// Command 08-deferred-poetry has the programs of chapter 8: a function that fetches a poem and
// returns a Deferred, and what that does and does not change.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("8 · Deferred poetry", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "two functions that return a Deferred, of which one blocks", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems by a function that returns a Deferred: client 4.0", Run: get},
	{Name: "get-stack", Synopsis: "who is on the stack when a Deferred fires", Run: getStack},
	{Name: "get-blocking", Synopsis: "fetch poems by one that returns a Deferred and blocks all the same", Run: getBlocking},
	{Name: "block", Synopsis: "a callback that takes its time, and a clock that waits for it", Run: block},
	{Name: "get-plain", Synopsis: "fetch poems with futures, by goroutines", Run: getPlain},
}
