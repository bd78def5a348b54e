package main

import (
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "19 · A change of mind", Programs: programs}

func TestMain(m *testing.M) { programtest.Main(m) }

const ms = time.Millisecond
