package hugo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/quiz"
	"slowpoetry/site/internal/transcript"
)

// A block is what the site needs to know of a fence, in the order of the text.
type block struct {
	Sum     string            `json:"sum"` // of the body: Hugo has to mean the same fence
	Console *transcript.Shown `json:"console,omitempty"`
	Quiz    *quiz.Quiz        `json:"quiz,omitempty"`
}

// blocks takes the fences of c apart.
func blocks(c *chapter.Chapter) ([]block, error) {
	blocks := []block{}
	var problems []error
	for _, f := range c.Fences {
		b := block{Sum: fmt.Sprintf("%x", sha256.Sum256([]byte(strings.TrimRight(f.Body, "\n"))))}
		line := 0
		var err error
		switch {
		case transcript.IsTranscript(f):
			var read transcript.Block
			if read, err = transcript.Parse(f); err == nil {
				shown := read.Shown()
				b.Console = &shown
				if read.Recorded != "" {
					var r transcript.Recording
					r, err = transcript.RecordingOf(c, f)
					shown.Recorded = &r
				}
			}
		case quiz.IsQuiz(f):
			var read quiz.Quiz
			if read, err = quiz.Parse(f.Body); err == nil && read.Marked() {
				err = read.Check()
			}
			b.Quiz = &read
			if malformed := (*quiz.SyntaxError)(nil); errors.As(err, &malformed) {
				line, err = malformed.Line, fmt.Errorf("the quiz is malformed: %w", err)
			} else if !read.Marked() {
				err = errors.New("no option of the quiz has an x: book sync puts it where the command says")
			}
		}
		if err != nil {
			problems = append(problems, c.Problem(f.Line+line, "%v", err))
		}
		blocks = append(blocks, b)
	}
	return blocks, errors.Join(problems...)
}
