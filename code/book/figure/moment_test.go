package figure_test

import (
	"fmt"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

func TestAMomentInPlainCharacters(t *testing.T) {
	at := &trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 20}
	m := figure.Moment{At: 350 * ms, Exact: ms, Fold: true, State: trace.State{
		Event: trace.Event{At: 304*ms + 17*µs, Task: "poem 1", Kind: trace.Block, Stack: deep[1].Stack},
		Parked: []trace.Waiting{
			{Task: "poem 3", Kind: trace.Wait, Since: 2 * ms},
			{Task: "a Deferred", Kind: trace.Pend, Since: 40 * ms, Frame: at},
		},
		ToCome: []trace.Waiting{
			{Task: "poem 2", Kind: trace.Ready, Since: 3 * ms, Frame: at},
			{Task: "clock.tick", Kind: trace.Pend, Due: 340 * ms, Late: true, Frame: at},
			{Task: "lamp", Kind: trace.Pend, Due: 1400 * ms},
		},
	}}
	want := `350ms (since 304ms)  poem 1: block
  | clock.tick        get.go:41
    package reactor   2 calls
    package deferred  1 call
  | get               get.go:7
  parked   poem 3      waits since 2ms
           a Deferred  no result since 40ms  get.go:20
  to come  poem 2      could run since 3ms  get.go:20
           clock.tick  due since 340ms      get.go:20
           lamp        due at 1.4s
`
	var out strings.Builder
	if err := m.Text(&out, 80); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestAMomentKeepsItsWidth(t *testing.T) {
	m := figure.Moment{State: trace.State{Event: trace.Event{Task: strings.Repeat("long ", 30), Kind: trace.Receive, Bytes: 7}}}
	for i := range 20 {
		m.State.Parked = append(m.State.Parked, trace.Waiting{
			Task: fmt.Sprintf("%s %d", strings.Repeat("name ", 30), i), Kind: trace.Block, Since: 123456789,
			Frame: &trace.Frame{File: "chapters/x/" + strings.Repeat("far", 20) + ".go", Line: 1},
		})
	}
	var out strings.Builder
	m.Text(&out, 80)
	for line := range strings.Lines(out.String()) {
		if len(line) > 81 {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
	if text := out.String(); !strings.Contains(text, "and 12 more\n") || strings.Contains(text, "to come") {
		t.Errorf("it says\n%s", text)
	}
}
