// Command 06-higher-ground has the programs of chapter 6: a function that fetches a poem for
// whoever asks, and how those who asked hear that there is none.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("6 · Higher ground", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three servers, one of them out, and two clients of which one notices", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems with a callback: client 3.0 (waits forever for one that fails)", Run: get},
	{Name: "get-stack", Synopsis: "who is on the stack when we ask, and who when the answer comes", Run: getStack},
	{Name: "get-errback", Synopsis: "fetch poems with a callback and an errback: client 3.1", Run: getErrback},
	{Name: "failures", Synopsis: "four poems that do not come, and what the errback hears of each", Run: failures},
	{Name: "get-panic", Synopsis: "the callback panics: who hears of it?", Run: getPanic},
	{Name: "get-in-turn", Synopsis: "fetch three poems in a row, by callbacks in callbacks", Run: getInTurn},
	{Name: "get-plain", Synopsis: "fetch poems in a row, by a function that returns them", Run: getPlain},
	{Name: "crowd", Synopsis: "ten thousand slow poems at once: a reactor, and a goroutine for each", Run: crowd},
	{Name: "hog", Synopsis: "keep processors busy, to see what crowd makes of that", Run: hog},
	{Name: "crowd-serve", Synopsis: "the server of crowd, which starts it by itself", Run: crowdServe},
}
