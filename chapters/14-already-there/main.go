// Command 14-already-there has the programs of chapter 14: a proxy that keeps poems, and Deferreds
// that have fired before they are looked at.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("14 · Already there", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three clients ask a slow server, and then a proxy", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems, and say how long each took", Run: get},
	{Name: "pause", Synopsis: "two Deferreds that have fired before their callbacks are called", Run: pause},
	{Name: "maybe", Synopsis: "four ways for a function to end, and a Deferred for each", Run: maybe},
	{Name: "proxy", Synopsis: "fetch a poem, and keep it: sometimes a value, sometimes a Deferred: proxy 1.0", Run: serveProxy1},
	{Name: "proxy-2", Synopsis: "the same with a Deferred always: proxy 2.0", Run: serveProxy2},
	{Name: "stampede", Synopsis: "a hundred clients meet an empty cache, in three ways", Run: stampede},
	{Name: "half", Synopsis: "three servers break off, and what the cache has then", Run: half},
	{Name: "swallow", Synopsis: "proxy 2.0 with an errback in the wrong place", Run: serveSwallow},
	{Name: "plain", Synopsis: "the stampede with goroutines", Run: plain},
}
