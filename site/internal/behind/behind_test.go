package behind_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"slowpoetry/site/internal/behind"
)

// said returns what a page is told.
func said(w *behind.Work) string {
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	return strings.TrimSpace(answer.Body.String())
}

func TestWorkIsDoneOnceAtATimeAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		step := make(chan error)
		times, at := 0, 0
		w := behind.New(func(ctx context.Context, status func(string, ...any)) error {
			if at++; at > 1 {
				t.Error("two at a time")
			}
			defer func() { at-- }()
			times++
			status("part %d of %d", 1, 2)
			select {
			case err := <-step:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		if got := said(w); got != `{"state":"working","doing":""}` {
			t.Errorf("before it begins: %s", got)
		}
		var failures []error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.Run(ctx, func(err error) { failures = append(failures, err) })
		}()
		for _, test := range []struct {
			asked int // meanwhile
			err   error
			while string
			after string
			times int
		}{
			{0, nil, `{"state":"working","doing":"part 1 of 2"}`, `{"state":"done","doing":""}`, 1},
			{3, errors.New("no ink"), `{"state":"working","doing":"part 1 of 2"}`, `{"state":"working","doing":"part 1 of 2"}`, 3}, // three are one
			{0, errors.New("no ink"), `{"state":"working","doing":"part 1 of 2"}`, `{"state":"failed","doing":""}`, 3},
		} {
			synctest.Wait()
			if got := said(w); got != test.while {
				t.Errorf("meanwhile: %s, want %s", got, test.while)
			}
			for range test.asked {
				w.Again()
			}
			step <- test.err
			synctest.Wait()
			if got := said(w); got != test.after || times != test.times {
				t.Errorf("afterwards: %s after %d times, want %s after %d", got, times, test.after, test.times)
			}
			if test.times == 1 {
				w.Again()
			}
		}
		if len(failures) != 2 {
			t.Errorf("failures are %v", failures)
		}
		w.Again()
		synctest.Wait()
		stop()
		<-ended
		if len(failures) != 2 {
			t.Errorf("the end is a failure: %v", failures)
		}
	})
}
