package main

import (
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "21 · Haskell", Programs: programs}

func TestMain(m *testing.M) { programtest.Main(m) }
