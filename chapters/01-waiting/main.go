// Command 01-waiting has the programs of chapter 1: three ways to do several things, and when
// each of them pays.
package main

import "slowpoetry/code/book/program"

func main() { program.Main("1 · Waiting", programs...) }

var programs = []program.Program{
	{Name: "models", Synopsis: "the same jobs done in three ways, in simulated time", Run: models},
	{Name: "crossover", Synopsis: "how much interleaving gains, as waiting grows", Run: crossover},
	{Name: "goroutines", Synopsis: "the same jobs for real, and what a waiting goroutine costs", Run: goroutines},
}
