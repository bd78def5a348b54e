// Command 22-the-end has the programs of chapter 22: one service behind three protocols, its work done by
// workers. What is in this folder only puts together what the folders below it have.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("22 · The end", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "the service, its workers and four clients, in one process", Run: demo},
	{Name: "serve", Synopsis: "serve poems by three protocols", Run: serve},
	{Name: "ask", Synopsis: "ask for a poem by one of them", Run: ask},
	{Name: "work", Synopsis: "change poems for services that are elsewhere", Run: worker},
	{Name: "dead", Synopsis: "print the jobs that were given up", Run: dead},
	{Name: "issue", Synopsis: "sign a certificate", Run: issue},
	{Name: "refused", Synopsis: "show each bad certificate to a server", Run: refused},
	{Name: "fleet", Synopsis: "ask many times by each protocol, with faulty clients among the others", Run: fleet},
	{Name: "chaos", Synopsis: "kill workers and the leader in the middle of an anthology", Run: chaos},
	{Name: "cost", Synopsis: "measure a call, and the same done by a worker", Run: cost},
}
