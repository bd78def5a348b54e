package exercise

import (
	"errors"
	"fmt"
	"testing"

	"slowpoetry/code/deferred"
)

var (
	ErrHungUp = errors.New("hung up")
	errOut    = errors.New("no answer")
)

// A phone is in the hands of the test.
type phone struct {
	verse   func(string)
	end     func(error)
	out     bool // nobody answers
	ended   bool
	hangUps int
	late    bool // the line goes dead some time after hanging up, and not at once
}

func (p *phone) Ring(_ string, verse func(string), end func(error)) (hangUp func()) {
	p.verse = verse
	p.end = func(err error) {
		if !p.ended {
			p.ended = true
			end(err)
		}
	}
	if p.out {
		p.end(errOut)
	}
	return func() {
		p.hangUps++
		if !p.late {
			p.end(ErrHungUp)
		}
	}
}

// listen returns where it will be said what the Deferred's chain has heard.
func listen(d *deferred.Deferred[[]string]) *[]string {
	heard := new([]string)
	d.AddBoth(func(verses []string, err error) ([]string, error) {
		if err != nil {
			*heard = append(*heard, fmt.Sprintf("error: %v", err))
		} else {
			*heard = append(*heard, fmt.Sprint(verses))
		}
		return nil, nil
	})
	return heard
}

func check(t *testing.T, heard *[]string, want string) {
	t.Helper()
	if got := fmt.Sprint(*heard); got != "["+want+"]" {
		t.Errorf("the listener hears %s, want [%s]", got, want)
	}
}

func TestAPoemIsDictated(t *testing.T) {
	p := &phone{}
	d := Dictate(p, "Ada")
	heard := listen(d)
	p.verse("one")
	p.verse("two")
	p.end(nil)
	check(t, heard, "[one two]")
	d.Cancel()
	if p.hangUps > 0 {
		t.Error("the poem was complete, and then you hung up on the poet")
	}
}

func TestNoAnswer(t *testing.T) {
	d := Dictate(&phone{out: true}, "Ada")
	check(t, listen(d), "error: no answer")
	d.Cancel()
}

func TestCancelHangsUp(t *testing.T) {
	for _, late := range []bool{false, true} {
		p := &phone{late: late}
		d := Dictate(p, "Ada")
		heard := listen(d)
		p.verse("one")
		d.Cancel()
		if p.hangUps != 1 {
			t.Fatalf("the poem is cancelled, and you have hung up %d times: the poet dictates into the void", p.hangUps)
		}
		check(t, heard, "error: cancelled")
		p.end(ErrHungUp)
		d.Cancel()
		check(t, heard, "error: cancelled")
		if p.hangUps > 1 {
			t.Errorf("you hang up %d times", p.hangUps)
		}
	}
}
