// Command 09-two-lanes has the programs of chapter 9: where an error goes, in a stack of calls and
// in the chain of a Deferred.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("9 · Two lanes", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three chains that differ in one line, fired", Run: demo},
	{Name: "climb", Synopsis: "an error climbs a stack of calls, and so does a panic", Run: climb},
	{Name: "stray", Synopsis: "the error of a poem that comes later, and where it climbs", Run: stray},
	{Name: "ride", Synopsis: "the same error goes down a chain", Run: ride},
	{Name: "simulate", Synopsis: "describe a chain, and see what becomes of a result in it", Run: simulate},
	{Name: "ask", Synopsis: "a chain of four stages: where does it go?", Run: ask},
	{Name: "unhandled", Synopsis: "errors that nobody handles, and who reports them", Run: unhandled},
}
