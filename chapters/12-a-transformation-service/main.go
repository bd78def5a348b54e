// Command 12-a-transformation-service has the programs of chapter 12: a server that is asked for
// something, and has to find out where the question ends.
package main

import (
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/transform/transformd"
)

func main() { program.Main("12 · A transformation service", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "one request, cut in four ways, and three servers that must find its end", Run: demo},
	{Name: "serve-transform", Synopsis: "change poems, for clients that ask in netstrings", Run: transformd.Serve},
	{Name: "serve-both", Synopsis: "the same, and on a second port for people who type", Run: serveBoth},
	{Name: "transform", Synopsis: "have a poem changed", Run: transformPoem},
	{Name: "say", Synopsis: "send bytes as they are typed, and print what comes back", Run: say},
	{Name: "mumble", Synopsis: "say everything to a transform server that it should not be told", Run: mumble},
	{Name: "hold", Synopsis: "count what clients cost who announce much and send nothing", Run: hold},
	{Name: "serve", Synopsis: "recite a poem, slowly, and say first how long it is", Run: serve},
	{Name: "get", Synopsis: "fetch poems, and notice when one breaks off", Run: get},
}
