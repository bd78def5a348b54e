package exercise

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/socket"
)

// An evening is what a test wants of All. A server is its name and how many seconds it takes:
// "tide 3". One that is called nobody fails instead.
type evening struct {
	limit   int
	servers []string
	leave   time.Duration // when the caller hangs up, unless it is 0
}

// spend calls All, waits for a day, and returns what happened, and when. Asking and answering are
// noted for each server, and so is hanging up on one that has not answered.
func (e evening) spend(t *testing.T) (diary []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r, err := reactor.New(reactor.Config{Stack: socket.Portable(new(sim.Network))})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		start := r.Now()
		note := func(format string, args ...any) {
			diary = append(diary, fmt.Sprintf("%v ", r.Now()-start)+fmt.Sprintf(format, args...))
		}
		get := func(address string, callback func(text []byte), errback func(err error)) (hangUp func()) {
			name, seconds, _ := strings.Cut(address, " ")
			var takes int
			fmt.Sscan(seconds, &takes)
			note("%s?", name)
			answer := r.CallLater(time.Duration(takes)*time.Second, func() {
				if name == "nobody" {
					errback(errors.New("connection refused"))
				} else {
					callback([]byte(name))
				}
			})
			return func() {
				if answer.Cancel() {
					note("%s is hung up on", name)
				}
			}
		}
		asking := true
		hangUp := All(r, get, e.limit, e.servers,
			func(texts [][]byte) {
				if asking {
					t.Error("you call the callback before you return")
				}
				var names []string
				for _, text := range texts {
					names = append(names, string(text))
				}
				note("all: %s", strings.Join(names, " "))
			},
			func(err error) { note("%v", err) })
		asking = false
		if e.leave > 0 {
			r.CallLater(e.leave, hangUp)
		}
		r.CallLater(24*time.Hour, func() { r.Stop() })
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	return diary
}

func TestAll(t *testing.T) {
	four := []string{"tide 3", "kettle 1", "splitflap 1", "tide 2"}
	for _, test := range []struct {
		name string
		evening
		want []string
	}{
		{"all at once", evening{limit: 10, servers: four},
			[]string{"0s tide?", "0s kettle?", "0s splitflap?", "0s tide?", "3s all: tide kettle splitflap tide"}},
		{"two at a time", evening{limit: 2, servers: four},
			[]string{"0s tide?", "0s kettle?", "1s splitflap?", "2s tide?", "4s all: tide kettle splitflap tide"}},
		{"one after another", evening{limit: 1, servers: four},
			[]string{"0s tide?", "3s kettle?", "4s splitflap?", "5s tide?", "7s all: tide kettle splitflap tide"}},
		{"one fails", evening{limit: 2, servers: []string{"tide 5", "nobody 1", "kettle 1"}},
			[]string{"0s tide?", "0s nobody?", "1s connection refused", "1s tide is hung up on"}},
		{"two fail at the same time", evening{limit: 2, servers: []string{"nobody 1", "nobody 1"}},
			[]string{"0s nobody?", "0s nobody?", "1s connection refused", "1s nobody is hung up on"}},
		{"the last one fails", evening{limit: 1, servers: []string{"tide 1", "nobody 1"}},
			[]string{"0s tide?", "1s nobody?", "2s connection refused"}},
		{"the caller hangs up", evening{limit: 2, servers: four, leave: 1500 * time.Millisecond},
			[]string{"0s tide?", "0s kettle?", "1s splitflap?", "1.5s splitflap is hung up on", "1.5s tide is hung up on"}},
		{"the caller hangs up when all is over", evening{limit: 4, servers: four, leave: time.Minute},
			[]string{"0s tide?", "0s kettle?", "0s splitflap?", "0s tide?", "3s all: tide kettle splitflap tide"}},
		{"there is nothing to ask for", evening{limit: 3}, []string{"0s all: "}},
		{"nothing to ask for, and the caller hangs up", evening{limit: 3, leave: time.Second}, []string{"0s all: "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.spend(t) // in one moment, any order will do
			if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(test.want))) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}
