// Command 10-poetry-transformed has the programs of chapter 10: poems that are changed on their
// way, by an engine that does not manage every one of them.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("10 · Poetry transformed", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "four poems in a drawl, and four ways for that to go", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to whoever connects", Run: poetry.Serve},
	{Name: "get", Synopsis: "fetch poems, and have them drawled by a careful callback: client 5.0", Run: get},
	{Name: "get-apart", Synopsis: "the same with the care in a stage of its own: client 5.1", Run: getApart},
	{Name: "get-framed", Synopsis: "fetch poems, drawl them, and put each into a frame", Run: getFramed},
	{Name: "wrap-later", Synopsis: "a result that comes later, returned as it is, and wrapped by mistake", Run: wrapLater},
}
