// Command 13-all-the-way-down has the programs of chapter 13: Deferreds that wait for Deferreds.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/transform/transformd"
)

func main() { program.Main("13 · All the way down", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three poems, and a transform server that is switched off meanwhile", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "serve-transform", Synopsis: "change poems, a netstring each: chapter 12's server", Run: transformd.Serve},
	{Name: "serve-silence", Synopsis: "take connections, and say nothing", Run: serveSilence},
	{Name: "hasty", Synopsis: "a callback that asks for its result and does not wait", Run: hasty},
	{Name: "nest", Synopsis: "three callbacks, and then with a pause in the middle", Run: nest},
	{Name: "get", Synopsis: "fetch poems, and have them changed by a server: client 6.0", Run: get},
	{Name: "deep", Synopsis: "100,000 Deferreds that wait for each other, both ways round", Run: deep},
	{Name: "house-rule", Synopsis: "who makes a Deferred fires it, and what becomes of those who do not", Run: houseRule},
	{Name: "get-plain", Synopsis: "client 6.0 with a goroutine for each poem", Run: getPlain},
}
