package transcript

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
	At      time.Duration `json:"at"`      // since the first command of the block began
	Text    string        `json:"text"`    // without its end
}

// record returns the recording of commands that have ended. The first of them began at the time began.
func record(began time.Time, commands []*terminal.Command) Recording {
	var r Recording
	for i, c := range commands {
		times := c.Times()
		for n, text := range lines(c.Output()) {
			at := r.Took // of the line about the exit status
			if n < len(times) {
				at = max(0, times[n].Sub(began)).Round(time.Millisecond)
			}
			r.Took = max(r.Took, at)
			r.Lines = append(r.Lines, Line{i, at, text})
		}
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
		err = fmt.Errorf("what it has is not what the transcript says")
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
	return os.WriteFile(file, r.json(), 0o666)
}
