// Book is the command that the book is made with.
//
//	go tool book serve    show it at http://localhost:1313, and again whenever a file changes
//	go tool book sync     make listings, transcripts and figures true again
//	go tool book build    write its site into a folder
//	go tool book pdf      print it into a PDF
//	go tool book epub     make an EPUB of it
//	go tool book test     check everything
//	go tool book wasm     compile what runs in the page: its programs, and the compiler itself
//
// The one rule: a command fetches what it needs and says what it is doing meanwhile, so that
// nobody has to install anything by reading.
package main

import (
	"os"

	"slowpoetry/code/book/program"
)

// main does what program.Main does, except that a second Ctrl-C does not end it on the spot: one
// Ctrl-C arrives here twice, from the terminal and from "go tool". Whatever it has started ends
// within seconds anyway.
func main() {
	ctx := untilEnded()
	env := &program.Env{Stdout: os.Stdout, Stderr: os.Stderr, Net: program.System}
	programs := []program.Program{serveProgram, syncProgram, buildProgram, pdfProgram, epubProgram, testProgram, wasmProgram}
	os.Exit(program.Run(ctx, env, "The book's own tools", programs, os.Args[1:]))
}
