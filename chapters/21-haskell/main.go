// Command 21-haskell has the programs of chapter 21: what is computed when, and who has to ask for it.
// The clients in Haskell are in its folder haskell.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("21 · Haskell", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "two poems, read when they are needed, and when they are there", Run: demo},
	{Name: "lazy", Synopsis: "endless sequences, and how much of them is computed", Run: lazy},
	{Name: "early", Synopsis: "what Go computes too early", Run: early},
	{Name: "late", Synopsis: "what Go computes too late", Run: late},
	{Name: "future", Synopsis: "a poem that is fetched now, when it is needed, and meanwhile", Run: future},
	{Name: "serve", Synopsis: "recite a poem, slowly, to all who connect", Run: poetry.Serve},
	{Name: "pour", Synopsis: "recite a very long poem, as fast as it is read", Run: pour},
	{Name: "get", Synopsis: "fetch poems, and read each when it is printed", Run: get},
	{Name: "crowd", Synopsis: "fetch a poem a thousand times at once, by several clients, and weigh them", Run: crowd},
}
