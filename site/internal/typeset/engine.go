package typeset

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"slowpoetry/site/internal/command"
)

//go:embed engine.js
var engine []byte

// rounds is how often the book is set at most. Once is usual, and once more when notes are crowded.
const rounds = 4

// An answer is what the engine says about a folder.
type answer struct {
	Pages      int
	Rounds     int
	Places     []Place
	Complaints []complaint
}

// A complaint is a warning of the engine's, or an error.
type complaint struct {
	File string // in the folder; empty where that is not known
	Line int    // from 1; 0 where that is not known
	Said string
}

// run has the engine set the book in a folder.
func run(ctx context.Context, folder, modules string) (*answer, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("node is not there: install Node.js, version 20 or later")
	}
	program := filepath.Join(folder, "engine.js")
	if err := os.WriteFile(program, engine, 0o644); err != nil {
		return nil, err
	}
	cmd := command.New(ctx, folder, node, program, folder, modules, strconv.Itoa(rounds))
	if err := cmd.Run(func(string) {}); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "answer.json"))
	if err != nil {
		return nil, err
	}
	var a answer
	return &a, json.Unmarshal(text, &a)
}
