// Command 11-serving-poetry has the programs of chapter 11: servers on the reactor, and the visitors
// that they have to live with.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("11 · Serving poetry", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three listeners at a server that blocks, and at one on the reactor", Run: demo},
	{Name: "serve-fast", Synopsis: "send a poem all at once, and close", Run: serveFast},
	{Name: "serve-first", Synopsis: "recite a poem, slowly, to any number of clients (broken on purpose)", Run: serveFirst},
	{Name: "serve", Synopsis: "recite poems, slowly, to any number of clients, on any number of ports", Run: serve},
	{Name: "serve-raw", Synopsis: "send a poem from a descriptor, with no protocol and no factory", Run: serveRaw},
	{Name: "serve-plain", Synopsis: "recite a poem slowly, with a goroutine for each client", Run: servePlain},
	{Name: "hear", Synopsis: "listen to a poem, with good manners or bad ones", Run: hear},
	{Name: "alive", Synopsis: "count the descriptors and the protocols while clients come and go", Run: alive},
	{Name: "crawl", Synopsis: "send a long poem to clients that read nothing, and measure the memory", Run: crawl},
	{Name: "limit", Synopsis: "recite to so many at a time: refuse the others, have them queue, or shed somebody", Run: limit},
	{Name: "rush", Synopsis: "send limit more visitors than it has seats, and draw what becomes of them", Run: rush},
}
