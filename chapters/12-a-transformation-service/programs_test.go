package main

import (
	"maps"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

func TestEveryProgramHasHelp(t *testing.T) { chapter.CheckHelp(t, arguments) }

// arguments are what a program takes beside flags.
func arguments(name string) string {
	return map[string]string{
		"transform": " NAME [HOST:]PORT", "mumble": " [HOST:]PORT", "say": " TEXT [HOST:]PORT", "get": " [HOST:]PORT...",
	}[name]
}

func TestAMistakeIsOneLine(t *testing.T) {
	mistakes := map[string]string{
		"recite":                     `no program "recite" here: there are demo, serve-transform, serve-both, transform, say, mumble, hold, serve, get`,
		"demo 3":                     `demo: unexpected argument "3" (-h lists the flags)`,
		"transform lower":            "transform: which transform, and which server? Write NAME [HOST:]PORT",
		"transform lower x":          `transform: "x" is no address: write [HOST:]PORT`,
		"transform lower 1 -poem x":  `transform: no poem and no file is called "x": the book has kettle,`,
		"say 10001":                  "say: what, and to which server? Write TEXT [HOST:]PORT; in the text, \\n is the end of a line",
		"mumble 10001 10002":         "mumble: one server at a time: there are 2",
		"hold -clients 0":            "hold: there must be a client",
		"serve -quit -1":             "serve: the poem has 618 bytes with its length: quit after some of these",
		"serve -poem tide -quit 482": "serve: the poem has 481 bytes with its length: quit after some of these",
		"serve-both -line-port x":    `serve-both: invalid value "x" for flag -line-port: a port is a number from 0 to 65535`,
		"serve-both -timeout -1s":    `serve-both: invalid value "-1s" for flag -timeout: write it as 500ms or 10s`,
	}
	maps.Copy(mistakes, programtest.AddressMistakes("get"))
	chapter.CheckMistakes(t, mistakes)
}
