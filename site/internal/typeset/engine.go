package typeset

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"slowpoetry/site/internal/command"
)

//go:embed *.js
var engine embed.FS

// An answer is what the engine says about a folder.
type answer struct {
	Pages      int
	Rounds     int
	Places     []Place
	Settled    Settled
	Complaints []complaint
}

// A complaint is a warning of the engine's, or an error.
type complaint struct {
	File string // in the folder; empty where that is not known
	Line int    // from 1; 0 where that is not known
	Said string
}

// run has the engine set the book in a folder.
func run(ctx context.Context, folder, modules string, settle bool) (*answer, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("node is not there: install Node.js, version 20 or later")
	}
	if err := os.CopyFS(folder, engine); err != nil {
		return nil, err
	}
	args := []string{"engine.js", folder, modules}
	if settle {
		args = append(args, "settle")
	}
	if err := command.New(ctx, folder, node, args...).Run(func(string) {}); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "answer.json"))
	if err != nil {
		return nil, err
	}
	var a answer
	return &a, json.Unmarshal(text, &a)
}
