// Command 16-daemons has the programs of chapter 16: services that start and stop together, and
// poetryd, which runs them as a daemon. Chapter 16's folder poetryd is that one alone.
package main

import (
	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"

	_ "slowpoetry/chapters/16-daemons/plugins/proxy"
	_ "slowpoetry/chapters/16-daemons/plugins/recite"
)

func main() { program.Main("16 · Daemons", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "a tree of services starts, is drawn, and stops while a client listens", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "careless", Synopsis: "start three services, of which the last one fails (broken on purpose)", Run: careless},
	{Name: "undo", Synopsis: "the same in a group, which takes back what it has begun", Run: undo},
	{Name: "log", Synopsis: "say something before the log is set up, and after", Run: logging},
	{Name: "hear", Synopsis: "listen to a poem, or ask a health port", Run: hear},
	{Name: "poetryd", Synopsis: "run services as a daemon", Run: daemon.Run},
	{Name: "plain", Synopsis: "stop an HTTP server in good order, with the standard library", Run: plain},
}
