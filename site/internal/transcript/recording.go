package transcript

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/terminal"
)

// A Recording is a run of a block, with its times. The page plays it where it cannot run the block
// itself, and says so.
type Recording struct {
	Lines []Line        `json:"lines"`
	Took  time.Duration `json:"took"` // in nanoseconds, as At is
}

// A Line is something that a command of the block has printed, and when.
type Line struct {
	Command int           `json:"command"` // which, from 0
	At      time.Duration `json:"at"`      // since the run began
	Text    string        `json:"text"`    // without its end
}

// start is how long a recording is silent at most before a command says its first word. How long a
// machine takes to start a program is not what a run is about.
const start = 300 * time.Millisecond

// record returns the recording of commands that have ended. The first of them began at the time began.
func record(began time.Time, commands []*terminal.Command) Recording {
	var r Recording
	for i, c := range commands {
		times := c.Times()
		at := time.Duration(0)
		for n, text := range lines(c.Output()) {
			if n < len(times) { // the others end as the last: what go says of the exit status
				at = max(0, times[n].Sub(began)).Round(time.Millisecond)
			}
			r.Lines = append(r.Lines, Line{i, at, text})
		}
	}
	slices.SortStableFunc(r.Lines, func(a, b Line) int { return cmp.Compare(a.At, b.At) })
	heard := map[int]bool{} // of the commands
	var late time.Duration  // that has been cut out so far
	for i := range r.Lines {
		l := &r.Lines[i]
		l.At -= late
		if silent := l.At - r.Took; !heard[l.Command] && silent > start {
			late += silent - start
			l.At -= silent - start
		}
		heard[l.Command] = true
		r.Took = l.At
	}
	return r
}

// outputs returns what the commands of a block of so many have printed, one text each.
func (r Recording) outputs(commands int) ([]string, error) {
	texts := make([]strings.Builder, commands)
	for _, l := range r.Lines {
		if l.Command < 0 || l.Command >= commands {
			return nil, fmt.Errorf("it has a command %d, and the block has %d", l.Command+1, commands)
		}
		texts[l.Command].WriteString(l.Text + "\n")
	}
	var outputs []string
	for i := range texts {
		outputs = append(outputs, texts[i].String())
	}
	return outputs, nil
}

// json returns the recording as it is kept: a line for each of its own.
func (r Recording) json() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"took\": %d, \"lines\": [", r.Took)
	for i, l := range r.Lines {
		if i > 0 {
			b.WriteByte(',')
		}
		text, _ := json.Marshal(l.Text) // of a string there is no error
		fmt.Fprintf(&b, "\n{\"command\": %d, \"at\": %d, \"text\": %s}", l.Command, l.At, text)
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// RecordingOf returns the recording that the fence f of c names. It must be one of that block.
func RecordingOf(c *chapter.Chapter, f chapter.Fence) (Recording, error) {
	b, err := Parse(f)
	if err != nil {
		return Recording{}, err
	}
	return b.recording(c)
}

func (b Block) recording(c *chapter.Chapter) (r Recording, err error) {
	text, err := os.ReadFile(filepath.Join(c.Dir(), filepath.FromSlash(b.Recorded)))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("%s is no recording: %w", b.Recorded, err)
	}
	outputs, err := r.outputs(len(b.Commands))
	if err == nil && !b.Agrees(outputs) {
		err = errors.New("what it has is not what the transcript says")
	}
	if err != nil {
		err = fmt.Errorf("%s is the recording of another run: %w", b.Recorded, err)
	}
	return r, err
}

// keep writes the recording of a run of b.
func (b Block) keep(c *chapter.Chapter, r Recording) error {
	file := filepath.Join(c.Dir(), filepath.FromSlash(b.Recorded))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return chapter.WriteFile(file, r.json())
}
