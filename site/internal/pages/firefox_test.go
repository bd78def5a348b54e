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
	"slowpoetry/site/internal/remember"
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
	var jobs []firefoxJob
	for _, path := range s.chapters(t) {
		job := firefoxJob{name: "/" + path, sum: s.sum(t, path), page: pressed{Address: s.base + path}}
		for i, block := range transcripts(t, s, path) {
			if runnable(block, path) {
				job.page.Terminals, job.blocks = append(job.page.Terminals, i), append(job.blocks, block)
			}
		}
		jobs = append(jobs, job)
	}
	firefoxParts(t, s, pressRun, jobs, func(t *testing.T, job firefoxJob, got []ran) {
		for j, block := range job.blocks {
			last := block.Commands[len(block.Commands)-1].Line
			t.Logf("%s: first output after %.0f ms, %s", last, got[j].First, got[j].State)
			if !block.Agrees(got[j].Outputs) {
				t.Errorf("%s: Firefox prints what the book does not:\n%s\nwhere the book has\n%s",
					job.page.Address, strings.Join(got[j].Outputs, "----\n"), block.Body())
			}
		}
	})
}

// A firefoxJob is a page in which Firefox presses Run, and what is to come of it.
type firefoxJob struct {
	name, sum string
	page      pressed
	blocks    []transcript.Block
}

// firefoxParts has Firefox open the pages that have not passed before, one after another, and checks what came of each.
func firefoxParts[T any](t *testing.T, s *site, press string, jobs []firefoxJob, check func(t *testing.T, job firefoxJob, got []T)) {
	t.Helper()
	input := firefoxInput(t, s, press)
	var open []firefoxJob
	for _, job := range jobs {
		if !remember.Passed(t, job.name, job.sum) {
			open = append(open, job)
			input.Pages = append(input.Pages, job.page)
		}
	}
	if len(open) == 0 {
		return
	}
	for i, got := range inFirefox[[][]T](t, "firefox.mjs", input) {
		remember.Part(t, open[i].name, open[i].sum, func(t *testing.T) { check(t, open[i], got) })
	}
}
