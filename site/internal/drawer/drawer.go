// Package drawer makes a program of a function that draws.
//
//	func main() { drawer.Main("player", draw) }
//
// Compiled for js/wasm, the program gives the worker that runs it one function, draw: that takes one
// text, and returns an object that has the answer as text, or what is wrong with the question as
// error. From a terminal the program does the same once, from standard input to standard output.
//
// The one rule: what is to be drawn is in the text. A program for the page knows nothing of the page.
package drawer
