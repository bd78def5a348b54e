// Command 04-poetry-by-descriptor has the programs of chapter 4: clients whose sockets are watched
// by the reactor, and what becomes of them when one callback blocks.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("4 · Poetry by descriptor", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three slow servers, a client that fetches from all of them, and a broken one", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems all at once, each by a descriptor of the reactor's", Run: get},
	{Name: "get-broken", Synopsis: "the same, with one call in it that blocks (broken on purpose)", Run: getBroken},
	{Name: "knock", Synopsis: "connect to many servers at once, and say who answers", Run: knock},
	{Name: "deaf", Synopsis: "write to a connection that is not read from for a second", Run: deaf},
}
