package sim

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A world that is told all the incidents of another is the same world.
func TestARetoldWorldIsTheSame(t *testing.T) {
	for seed := range uint64(50) {
		var first, again strings.Builder
		p := newPlay(t, rough(seed))
		p.world.Record()
		echoesIn(p, 5, &first)
		told := p.world.Incidents()
		p = playIn(t, Retell(rough(seed), told))
		echoesIn(p, 5, &again)
		if first.String() != again.String() || !slices.Equal(p.world.Incidents(), told) {
			t.Errorf("seed %d: two diaries", seed)
		}
	}
}

func TestAStoryWithoutIncidentsIsPlain(t *testing.T) {
	c := Conditions{MinLatency: time.Millisecond, MaxLatency: time.Hour, Split: 1, Trouble: Trouble{Refuse: 1, Ignore: 1, Break: 1}}
	w := Retell(c, nil)
	if w.latency(home) != time.Millisecond || w.Chance("rain", home, 1) || w.Pick("poems", home, 10) != 0 || len(w.Incidents()) != 0 {
		t.Errorf("%v", w.Incidents())
	}
	w = Retell(c, []Incident{{What: "rain", Where: home, Nth: 2, Value: 1}, {What: "poems", Where: home, Nth: 1, Value: 20}})
	if w.Chance("rain", home, .1) || !w.Chance("rain", home, .1) || w.Pick("poems", home, 10) != 9 {
		t.Errorf("%v", w.Incidents())
	}
}

func TestShrinkLeavesWhatIsNeeded(t *testing.T) {
	var long []Incident
	for i := range 200 {
		long = append(long, Incident{What: "late", Nth: i + 1, Value: int64(1000 + i)})
	}
	calls := 0
	got := Shrink(long, func(some []Incident) bool {
		calls++
		need := map[int]bool{}
		for _, i := range some {
			need[i.Nth] = i.Value >= 300
		}
		return need[17] && need[18] && need[150]
	})
	for i, nth := range []int{17, 18, 150} {
		if len(got) != 3 || got[i].Nth != nth || got[i].Value < 300 || got[i].Value > 310 {
			t.Fatalf("%v", got)
		}
	}
	if calls > 200 {
		t.Errorf("asked %d times", calls)
	}
	if long[16].Value != 1016 {
		t.Error("it changed the list that it was given")
	}
}

// What one incident is needed for may be another one: without the second, the first can go.
func TestShrinkLooksAgain(t *testing.T) {
	list := []Incident{{What: "a"}, {What: "b"}, {What: "c"}}
	got := Shrink(list, func(some []Incident) bool {
		text := ""
		for _, i := range some {
			text += i.What
		}
		return strings.Contains(text, "c") && text != "bc" && text != "ac" || text == "abc"
	})
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestOpenCountsWhatIsNotClosed(t *testing.T) {
	p := newPlay(t, Conditions{})
	near, far := p.pair()
	for _, step := range []struct {
		close func() error
		open  int
	}{{func() error { return nil }, 2}, {near.Close, 1}, {far.Close, 0}} {
		if p.no(step.close()); p.world.Open() != step.open {
			t.Errorf("%d are open, want %d", p.world.Open(), step.open)
		}
	}
}
