// Command 19-a-change-of-mind has the programs of chapter 19: Deferreds whose results are not wanted any
// more.
package main

import (
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

func main() { program.Main("19 · A change of mind", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "a listener leaves, with a proxy that goes on and one that does not", Run: demo},
	{Name: "serve", Synopsis: "recite a poem, slowly, to all who connect", Run: poetry.Serve},
	{Name: "hear", Synopsis: "listen to a poem for a while, and leave", Run: hear},
	{Name: "crowd", Synopsis: "three listeners, of whom one leaves", Run: crowd},
	{Name: "proxy", Synopsis: "fetch a poem for as long as somebody waits for it: proxy 3.0", Run: serveProxy},
	{Name: "cancel-1", Synopsis: "a callback, and Cancel", Run: scripted(script.cancel1)},
	{Name: "cancel-2", Synopsis: "an errback too, and Cancel", Run: scripted(script.cancel2)},
	{Name: "cancel-3", Synopsis: "Callback, and Cancel", Run: scripted(script.cancel3)},
	{Name: "cancel-4", Synopsis: "Cancel, and Callback", Run: scripted(script.cancel4)},
	{Name: "cancel-5", Synopsis: "a canceller", Run: scripted(script.cancel5)},
	{Name: "cancel-6", Synopsis: "a canceller that answers with a value", Run: scripted(script.cancel6)},
	{Name: "cancel-7", Synopsis: "a canceller that answers with an error", Run: scripted(script.cancel7)},
	{Name: "cancel-8", Synopsis: "a canceller, Callback, and Cancel", Run: scripted(script.cancel8)},
	{Name: "cancel-9", Synopsis: "a poem that comes later", Run: timed(stage.cancel9)},
	{Name: "cancel-10", Synopsis: "the same, and Cancel before it is there", Run: timed(stage.cancel10)},
	{Name: "cancel-11", Synopsis: "the same, with a canceller that stops the timer", Run: timed(stage.cancel11)},
	{Name: "cancel-12", Synopsis: "an outer Deferred that waits for an inner one, and Cancel", Run: scripted(script.cancel12)},
	{Name: "moments", Synopsis: "an outer and an inner Deferred, cancelled at three moments", Run: timed(stage.moments)},
	{Name: "edges", Synopsis: "late results, Cancel twice, and cancellers that misbehave", Run: scripted(script.edges)},
	{Name: "list", Synopsis: "Cancel on a list", Run: scripted(script.list)},
	{Name: "coroutine", Synopsis: "Cancel on a coroutine, and on one that awaits a list", Run: scripted(script.coroutine)},
	{Name: "deadline", Synopsis: "fetch a poem, if it comes in time", Run: deadline},
	{Name: "context", Synopsis: "a context that cancels a Deferred, and a Deferred that ends a context", Run: contexts},
	{Name: "plain", Synopsis: "a shared fetch with goroutines and contexts", Run: plain},
	{Name: "cost", Synopsis: "what it costs to be cancelled, in four ways", Run: cost},
}
