package trace_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/trace"
)

const ms = time.Millisecond

func TestARecorderNotesWhatHappenedWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := trace.New()
		r.Wait("poem")
		time.Sleep(30 * ms)
		r.Run("poem")
		r.Receive("poem", 10)
		time.Sleep(5 * ms)
		r.End("poem")
		want := trace.Trace{
			{At: 0, Task: "poem", Kind: trace.Wait},
			{At: 30 * ms, Task: "poem", Kind: trace.Run},
			{At: 30 * ms, Task: "poem", Kind: trace.Receive, Bytes: 10},
			{At: 35 * ms, Task: "poem", Kind: trace.End},
		}
		if got := r.Trace(); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
}

func TestANilRecorderRecordsNothing(t *testing.T) {
	var r *trace.Recorder
	r.Run("poem")
	r.Send("poem", 10)
	r.Include("other ", 0, trace.Trace{{Task: "poem"}})
	if got := r.Trace(); got != nil || r.Now() != 0 {
		t.Errorf("a nil recorder has %v, at %v", got, r.Now())
	}
}

func TestManyGoroutinesMayReport(t *testing.T) {
	r := trace.New()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 100 {
				r.Run(fmt.Sprint(i))
			}
		})
	}
	all.Wait()
	events := r.Trace()
	if len(events) != 800 {
		t.Errorf("%d events of 800", len(events))
	}
	for i := 1; i < len(events); i++ {
		if events[i].At < events[i-1].At {
			t.Fatalf("event %d at %v is before the one it follows, at %v", i, events[i].At, events[i-1].At)
		}
	}
}

func TestAFollowerSeesEventsAsTheyAreRecorded(t *testing.T) {
	r := trace.New()
	r.Run("before")
	var seen trace.Trace
	r.Follow(func(e trace.Event) { seen = append(seen, e) })
	r.Run("poem")
	if len(seen) != 1 {
		t.Errorf("has seen %v right after the event", seen)
	}
	r.Include("late ", 0, trace.Trace{{Task: "poem", Kind: trace.Fire, Note: "tide"}})
	if want := r.Trace()[1:]; !reflect.DeepEqual(seen, want) {
		t.Errorf("has seen %v, want %v", seen, want)
	}
	r.Follow(nil)
	r.End("poem")
	if len(seen) != 2 {
		t.Errorf("has seen %v after it left", seen)
	}
	(*trace.Recorder)(nil).Follow(func(trace.Event) {}) // as harmless as the rest
}

func TestIncludeShiftsAndNames(t *testing.T) {
	r := trace.New()
	r.Include("late ", 40*ms, trace.Trace{{At: 2 * ms, Task: "poem", Kind: trace.Run}})
	want := trace.Trace{{At: 42 * ms, Task: "late poem", Kind: trace.Run}}
	if got := r.Trace(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// sample has two tasks, one of which is never ended.
var sample = trace.Trace{
	{At: 0, Task: "b", Kind: trace.Ready},
	{At: 0, Task: "a", Kind: trace.Wait},
	{At: 10 * ms, Task: "b", Kind: trace.Run, Note: "first"},
	{At: 10 * ms, Task: "b", Kind: trace.Receive, Bytes: 3},
	{At: 20 * ms, Task: "b", Kind: trace.Wait}, // takes no time
	{At: 20 * ms, Task: "b", Kind: trace.Run},
	{At: 25 * ms, Task: "b", Kind: trace.Run}, // the same again
	{At: 40 * ms, Task: "b", Kind: trace.End},
	{At: 50 * ms, Task: "a", Kind: trace.Fire},
}

func TestLanes(t *testing.T) {
	want := []trace.Lane{
		{
			Task: "b",
			Spans: []trace.Span{
				{Kind: trace.Ready, From: 0, To: 10 * ms},
				{Kind: trace.Run, From: 10 * ms, To: 20 * ms, Note: "first"},
				{Kind: trace.Run, From: 20 * ms, To: 40 * ms},
			},
			Moments: []trace.Event{sample[3]},
		},
		{
			Task:    "a",
			Spans:   []trace.Span{{Kind: trace.Wait, From: 0, To: 50 * ms}},
			Moments: []trace.Event{sample[8]},
		},
	}
	got := sample.Lanes()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if total := got[0].Total(trace.Run); total != 30*ms {
		t.Errorf("b ran for %v, want 30ms", total)
	}
	if d := sample.Duration(); d != 50*ms {
		t.Errorf("the trace lasts %v, want 50ms", d)
	}
	if lanes := (trace.Trace{}).Lanes(); len(lanes) != 0 {
		t.Errorf("an empty trace has lanes %v", lanes)
	}
}

func TestLanesOfARunThatGoesOn(t *testing.T) {
	last := func(now time.Duration) time.Duration {
		spans := sample.LanesUntil(now)[1].Spans
		return spans[len(spans)-1].To
	}
	for now, want := range map[time.Duration]time.Duration{0: 50 * ms, 40 * ms: 50 * ms, 70 * ms: 70 * ms} {
		if got := last(now); got != want {
			t.Errorf("at %v the open lane lasts until %v, want %v", now, got, want)
		}
	}
	if got := sample.LanesUntil(70 * ms)[0].Spans; got[len(got)-1].To != 40*ms {
		t.Errorf("a task that has ended goes on: %v", got)
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k := trace.Ready; k <= trace.Settle; k++ {
		if got, err := trace.ParseKind(k.String()); got != k || err != nil {
			t.Errorf("ParseKind(%q) = %v, %v", k, got, err)
		}
	}
	if _, err := trace.ParseKind("sing"); err == nil {
		t.Error(`"sing" is a kind`)
	}
}

func TestChromeFormat(t *testing.T) {
	var text bytes.Buffer
	if err := sample.WriteChrome(&text); err != nil {
		t.Fatal(err)
	}
	var file struct {
		TraceEvents []struct {
			Name string
			Ph   string
			Ts   float64
			Dur  float64
			Pid  int
			Tid  int
			Args map[string]any
		}
	}
	if err := json.Unmarshal(text.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range file.TraceEvents {
		got = append(got, fmt.Sprintf("%s %s %d %v+%v %v", e.Ph, e.Name, e.Tid, e.Ts, e.Dur, e.Args))
	}
	want := []string{
		"M thread_name 1 0+0 map[name:b]",
		"X ready 1 0+10000 map[]",
		"X run 1 10000+10000 map[note:first]",
		"X run 1 20000+20000 map[]",
		"i receive 1 10000+0 map[bytes:3]",
		"M thread_name 2 0+0 map[name:a]",
		"X wait 2 0+50000 map[]",
		"i fire 2 50000+0 map[]",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestARecorderKeepsToTheClockItIsOn(t *testing.T) {
	var now time.Duration
	r := trace.NewOn(func() time.Duration { return now })
	r.Run("poem 1")
	now = time.Minute
	r.End("poem 1")
	want := trace.Trace{{Task: "poem 1", Kind: trace.Run}, {At: time.Minute, Task: "poem 1", Kind: trace.End}}
	if got := r.Trace(); !reflect.DeepEqual(got, want) || r.Now() != now {
		t.Errorf("%v, %v", got, r.Now())
	}
}
