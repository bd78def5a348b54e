package main

import (
	"slowpoetry/code/book/program/programtest"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "7 · Interlude: Deferred", Programs: programs}
