package figure_test

import (
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

func frames(list ...trace.Frame) *trace.Stack { return &trace.Stack{Frames: list} }

var deep = trace.Trace{
	{At: 1 * ms, Kind: trace.Run, Stack: frames(trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 7})},
	{At: 5 * ms, Kind: trace.Call, Stack: frames(
		trace.Frame{Function: "clock.tick", File: "chapters/x/get.go", Line: 41},
		trace.Frame{Function: "reactor.Reactor.guard", File: "code/reactor/panic.go", Line: 16},
		trace.Frame{Function: "reactor.Reactor.turn", File: "code/reactor/loop.go", Line: 60},
		trace.Frame{Function: "deferred.Deferred.fire", File: "code/deferred/run.go", Line: 3},
		trace.Frame{Function: "get", File: "chapters/x/get.go", Line: 7},
	)},
	{At: 6 * ms, Kind: trace.Run},
}

func TestAStackIsThatOfTheMoment(t *testing.T) {
	if _, ok := figure.At(deep, 0); ok {
		t.Error("there is a stack before the first event")
	}
	for moment, want := range map[int]int{1: 1, 4: 1, 5: 5, 9: 5} {
		e, ok := figure.At(deep, time.Duration(moment)*ms)
		if !ok || len(e.Stack.Frames) != want {
			t.Errorf("at %d ms there are %v", moment, e.Stack)
		}
	}
}

func TestAStackInPlainCharacters(t *testing.T) {
	for fold, want := range map[bool]string{
		false: `| clock.tick              get.go:41
  reactor.Reactor.guard   panic.go:16
  reactor.Reactor.turn    loop.go:60
  deferred.Deferred.fire  run.go:3
| get                     get.go:7
`,
		true: `| clock.tick        get.go:41
  package reactor   2 calls
  package deferred  1 call
| get               get.go:7
`,
	} {
		var out strings.Builder
		if err := (figure.Stack{Event: deep[1], Fold: fold}).Text(&out, 72); err != nil || out.String() != want {
			t.Errorf("folded %v: %v\n%s\nwant\n%s", fold, err, out.String(), want)
		}
	}
}

func TestADrawnStackHasOurCodeInInk(t *testing.T) {
	svg := string(figure.Stack{ID: "x-stack", Title: "A stack", Desc: "Calls.", Event: deep[1], Fold: true}.SVG())
	for class, want := range map[string]int{`class="code paper"`: 2, `class="code ink"`: 2, `class="fill ink"`: 2} {
		if got := strings.Count(svg, class); got != want {
			t.Errorf("%s is there %d times, want %d:\n%s", class, got, want, svg)
		}
	}
	if strings.Index(svg, "clock.tick") > strings.Index(svg, ">get<") {
		t.Error("the innermost call is not on top")
	}
}
