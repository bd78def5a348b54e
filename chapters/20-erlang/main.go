// Command 20-erlang has the programs of chapter 20: what a process, a mailbox and a supervisor are, in
// Go. The programs in Erlang are in the folder erlang.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("20 · Erlang", programs...) }

var programs = []program.Program{
	{Name: "loops", Synopsis: "one run, told by the loop and by three of its protocols", Run: loops},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "serve-broken", Synopsis: "recite a poem, and hang up hard in the middle of it", Run: serveBroken},
	{Name: "get", Synopsis: "fetch poems with processes, a mailbox and monitors", Run: get},
	{Name: "get-reactor", Synopsis: "fetch poems with a reactor", Run: getReactor},
	{Name: "mailbox", Synopsis: "receive what is wanted, and leave the rest", Run: mailboxes},
	{Name: "scan", Synopsis: "measure a receive, behind messages that are not wanted", Run: scan},
	{Name: "crash", Synopsis: "let it crash: a tree of supervisors, and what they restart", Run: crash},
	{Name: "thousand", Synopsis: "measure a thousand poems at once: Erlang, goroutines, a reactor", Run: thousand},
}
