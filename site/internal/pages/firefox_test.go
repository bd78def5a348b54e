package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/npm"
	"slowpoetry/site/internal/transcript"
)

// inFirefox runs a script of testdata, which drives Firefox, and returns what it has written.
func inFirefox[T any](t *testing.T, script string, input any) (written T) {
	t.Helper()
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, need.Get(t, need.Command("node")), filepath.Join("testdata", script))
	cmd.WaitDelay = time.Minute // for what a Firefox that nobody has closed holds open
	var output, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &output, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	if err := json.Unmarshal(output.Bytes(), &written); err != nil {
		t.Fatal(err)
	}
	return written
}

// A pressed is a page, and its terminals in which Run is pressed.
type pressed struct {
	Address   string `json:"address"`
	Terminals []int  `json:"terminals"`
}

// A firefoxPress is what firefox.mjs reads.
type firefoxPress struct {
	Modules string    `json:"modules"`
	Firefox string    `json:"firefox"`
	Waiting string    `json:"waiting"`
	Press   string    `json:"press"`
	Pages   []pressed `json:"pages"`
}

func firefoxInput(t *testing.T, s *site, press string) firefoxPress {
	t.Helper()
	return firefoxPress{
		Modules: filepath.Join(npm.Folder(s.root), "package.json"), Firefox: need.Get(t, need.Firefox), Waiting: waiting(t), Press: press,
	}
}

// Firefox runs what Chromium runs, and it prints the same.
func TestFirefoxPrintsWhatTheBookSays(t *testing.T) {
	t.Parallel()
	s := theSite(t)
	input := firefoxInput(t, s, pressRun)
	var blocks [][]transcript.Block
	for _, path := range s.chapters(t) {
		page, run := pressed{Address: s.base + path}, []transcript.Block{}
		for i, block := range transcripts(t, s, path) {
			if runnable(block, path) {
				page.Terminals, run = append(page.Terminals, i), append(run, block)
			}
		}
		input.Pages, blocks = append(input.Pages, page), append(blocks, run)
	}

	got := inFirefox[[][]ran](t, "firefox.mjs", input)
	for i, page := range input.Pages {
		for j, block := range blocks[i] {
			last := block.Commands[len(block.Commands)-1].Line
			t.Logf("%s: first output after %.0f ms, %s", last, got[i][j].First, got[i][j].State)
			if !block.Agrees(got[i][j].Outputs) {
				t.Errorf("%s: Firefox prints what the book does not:\n%s\nwhere the book has\n%s",
					page.Address, strings.Join(got[i][j].Outputs, "----\n"), block.Body())
			}
		}
	}
}
