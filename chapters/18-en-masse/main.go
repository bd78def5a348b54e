// Command 18-en-masse has the programs of chapter 18: many Deferreds at once.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("18 · En masse", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three ways to wait for four poems", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to every client", Run: poetry.Serve},
	{Name: "get-counting", Synopsis: "fetch poems, and count those that come (broken on purpose)", Run: getCounting},
	{Name: "list-1", Synopsis: "an empty list", Run: onDesk(list1)},
	{Name: "list-2", Synopsis: "a list of one", Run: onDesk(list2)},
	{Name: "list-3", Synopsis: "a list of two", Run: onDesk(list3)},
	{Name: "list-4", Synopsis: "the same two, in reverse", Run: onDesk(list4)},
	{Name: "list-5", Synopsis: "one of two fails, and the list consumes the error", Run: onDesk(list5)},
	{Name: "list-6", Synopsis: "one of two fails, and the list passes the error on", Run: onDesk(list6)},
	{Name: "list-7", Synopsis: "the same, and an errback that stands behind the list", Run: onDesk(list7)},
	{Name: "get", Synopsis: "fetch poems, all at once: client 8.0", Run: get},
	{Name: "options", Synopsis: "who hears what, with all options and all that can happen", Run: options},
	{Name: "ask", Synopsis: "a list as a question: what becomes of it?", Run: ask},
	{Name: "nested", Synopsis: "lists in a list", Run: onDesk(nested)},
	{Name: "first", Synopsis: "fetch one poem, from whichever server is first", Run: first},
	{Name: "pool", Synopsis: "fetch poems, a few at a time", Run: pool},
	{Name: "get-plain", Synopsis: "client 8.0 with a goroutine for each poem", Run: getPlain},
	{Name: "first-plain", Synopsis: "first with a goroutine for each server", Run: firstPlain},
	{Name: "cost", Synopsis: "wait for many things at once, in three ways", Run: cost},
}
