package quiz

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/terminal"
)

// Limit is how long a quiz's command may run.
const Limit = time.Minute

// Sync checks the quiz f of c, and returns the edit that puts its answer right, or a problem, or
// nothing.
func Sync(ctx context.Context, t *terminal.Terminal, c *chapter.Chapter, f chapter.Fence) (*chapter.Edit, *chapter.Problem) {
	fail := func(line int, err error) (*chapter.Edit, *chapter.Problem) {
		p := c.Problem(f.Line+line, "the quiz %v", err)
		return nil, &p
	}
	if unknown := f.Attrs.Unknown(); len(unknown) > 0 {
		return fail(0, fmt.Errorf("has attributes, and knows none: %s", strings.Join(unknown, ", ")))
	}
	malformed := func(err error) (*chapter.Edit, *chapter.Problem) {
		var syntax *SyntaxError
		errors.As(err, &syntax)
		return fail(syntax.Line, fmt.Errorf("is malformed: %w", err))
	}
	q, err := Parse(f.Body)
	if err == nil && q.Command == "" {
		err = q.Check()
	}
	if err != nil {
		return malformed(err)
	}
	if q.Command == "" {
		return nil, nil
	}
	output, err := run(ctx, t, q.Command)
	if err != nil {
		return fail(0, fmt.Errorf("cannot be answered: %w", err))
	}
	body, err := q.Answered(output)
	if err != nil {
		return fail(0, fmt.Errorf("cannot be answered: %w", err))
	}
	question, _, _ := strings.Cut(q.Question, "\n")
	wrong := "has its x at another option than its command prints"
	if q.Kind != Choose {
		wrong = "has other lines than its command prints"
	}
	edit := c.Edit(f, f.Info, body, fmt.Sprintf("quiz %q", question), wrong)
	if err := q.Check(); edit == nil && err != nil { // what is written anew is checked the next time
		return malformed(err)
	}
	return edit, nil
}

// run returns what the command prints.
func run(ctx context.Context, t *terminal.Terminal, line string) (string, error) {
	s, err := t.Session()
	if err != nil {
		return "", err
	}
	defer s.Close()
	if err := s.Prepare(ctx, line); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	command, err := s.Start(ctx, line)
	if err != nil {
		return "", err
	}
	code, err := command.Wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return "", fmt.Errorf("%q had not ended after %v", line, Limit)
	}
	if err == nil && code != 0 {
		err = fmt.Errorf("%q exited with %d", line, code)
	}
	return command.Output(), err
}
