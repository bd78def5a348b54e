package main

import (
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "11 · Serving poetry", Programs: programs}

func TestMain(m *testing.M) { programtest.Main(m) }

// servers are those that recite one poem, and take the flags of serve-fast.
var servers = []string{"serve-fast", "serve-first", "serve", "serve-raw", "serve-plain", "limit"}
