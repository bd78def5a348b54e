// Command 05-protocols has the programs of chapter 5: clients and servers that are called with what came
// through their connections, and never touch a socket.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("5 · Protocols", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three slow servers, and what the protocols of a client are told", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems all at once, through a protocol each", Run: get},
	{Name: "get-simple", Synopsis: "the same, as short as it can be", Run: getSimple},
	{Name: "get-stack", Synopsis: "fetch a poem, and print who calls its protocol", Run: getStack},
	{Name: "upper", Synopsis: "give back every line in capitals, to any number of visitors", Run: upper},
	{Name: "upper-plain", Synopsis: "the same, with a goroutine for each visitor", Run: upperPlain},
	{Name: "say", Synopsis: "say some lines to a server, and print what it answers", Run: say},
	{Name: "goodbyes", Synopsis: "two ways to close a connection, and what the other end has of it", Run: goodbyes},
	{Name: "pour", Synopsis: "write much to a slow reader, heedless and with a producer", Run: pour},
	{Name: "toll", Synopsis: "what it costs to hand over a piece: by a call, to a goroutine, through two sockets", Run: toll},
}
