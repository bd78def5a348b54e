// Package figure draws the figures of the book: what a program did, as a timeline; what became of
// a result, as a chain; what it cost, as a chart; how it hangs together, as a diagram.
//
//	figure.Text(os.Stdout, recorder.Trace(), 72) // in the terminal
//
//	svg := figure.Timeline{                      // on the page
//		ID:     "02-blocking",
//		Title:  "Three poems, one after another",
//		Desc:   "Each poem waits for the one before it; the whole takes 6.3 seconds.",
//		Panels: []figure.Panel{{Trace: recorder.Trace()}},
//	}.SVG()
//
// All figures speak one language. Time runs from left to right and a task is a lane. Running is
// solid, waiting is hatched, and waiting that keeps others from running is hatched the other way,
// in the warning colour. Results travel a green lane with round ends, errors an orange one with
// square ends. Our code is ink, a library's is paper, and there is one accent. Whatever a colour
// says, a shape says too.
//
// The one rule: the same input gives the same bytes, on every machine, so that a figure can be
// compared with the one in the repository. Nothing here reads a clock or keeps state, and any
// goroutine may call anything.
package figure
