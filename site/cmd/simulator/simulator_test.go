package main

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"

	"slowpoetry/code/book/chain"
)

// ask returns the answer to a request.
func ask(t *testing.T, r request) answer {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err = draw(text)
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTextAndControlsAreTheSameChain(t *testing.T) {
	for number := range uint64(200) {
		d := chain.Random(number, int(number%7))
		byText := ask(t, request{Text: d.String()})
		byControls := ask(t, request{Chain: &byText.Chain})
		if !reflect.DeepEqual(byText, byControls) {
			t.Fatalf("%s is, by its controls,\n%s", byText.Text, byControls.Text)
		}
		if byText.Text != d.String() || byText.Step != len(byText.Steps) {
			t.Fatalf("%s is told as\n%s, %d steps of %d", d, byText.Text, byText.Step, len(byText.Steps))
		}
	}
}

// With the controls a function is renamed, and removed, without regard for the chain that it asks for.
func TestControlsKeepInnerChains(t *testing.T) {
	const text = "fire value tide\nask drawl | pass\n\ndrawl:\nfire value %v!\npass | ask original\n\noriginal:\nfire value x\n"
	a := ask(t, request{Text: text})
	if again := ask(t, request{Chain: &a.Chain}); !reflect.DeepEqual(again, a) || a.Text != text {
		t.Errorf("%q is, by its controls, %q", a.Text, again.Text)
	}
	if places := " data-places=\"/fire 22 417 19,/0 22 241 198 46,drawl/fire "; !strings.Contains(a.SVG, places) || !strings.Contains(a.SVG, ",original/fire ") {
		t.Errorf("the picture does not say where the boxes are: %.400s", a.SVG)
	}
	if !strings.Contains(strings.Join(a.Steps, "\n"), "drawl: fired with the value tide!.") {
		t.Errorf("the steps are %q", a.Steps)
	}
	a.Chain.Inner[0].Pairs[0].Errback = action{"pass", ""}
	if got, want := ask(t, request{Chain: &a.Chain}).Text, "fire value tide\nask drawl | pass\n\ndrawl:\nfire value %v!\npass | pass\n"; got != want {
		t.Errorf("without the last question: %q", got)
	}
	a.Chain.Pairs = nil
	if got := ask(t, request{Chain: &a.Chain}).Text; got != "fire value tide\n" {
		t.Errorf("without any question: %q", got)
	}
}

func TestAStepShowsAsMuch(t *testing.T) {
	const text = "fire value tide\nfail no ink | return sorry\nlater return %v! | later return %v?"
	whole := ask(t, request{ID: "c", Text: text})
	for step := range len(whole.Steps) + 2 {
		a := ask(t, request{ID: "c", Title: "A chain", Text: text, Step: &step})
		if want := min(step, len(whole.Steps)); a.Step != want || len(a.Steps) != len(whole.Steps) {
			t.Errorf("step %d is step %d of %d", step, a.Step, len(a.Steps))
		}
		if step > 0 && step <= len(a.Steps) && !strings.Contains(a.SVG, a.Steps[step-1]) {
			t.Errorf("the picture of step %d does not say %q", step, a.Steps[step-1])
		}
		if ended := strings.Contains(a.SVG, "the result: no ink?"); ended != (a.Step == len(a.Steps)) {
			t.Errorf("at step %d the picture has the end: %v", step, ended)
		}
		decoder := xml.NewDecoder(strings.NewReader(a.SVG))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, a.SVG)
			}
			if element, ok := token.(xml.StartElement); ok && element.Name.Local == "style" {
				t.Fatal("the drawing has a style of its own")
			}
		}
	}
}

func TestWhatIsNoChain(t *testing.T) {
	long := "fire value tide" + strings.Repeat("\\npass", most+1)
	for text, want := range map[string]string{
		`{`:                                   "this is no chain: unexpected end of JSON input",
		`{"text":"fire value tide\nburn it"}`: `line 2: "burn" is not something a function does: there are pass, return, fail, panic, later and ask`,
		`{"text":"fire value tide\nask x\nx:\nfire value a` + strings.Repeat(`\npass`, most) + `"}`:                           "a page has room for 40 pairs, and here are 42",
		`{"chain":{"fire":{"do":"value","text":"a"},"pairs":[{"callback":{"do":"ask","text":"b"},"errback":{"do":"pass"}}]}}`: `line 2: there is no chain "b": it begins with a line "b:", below all others`,
		`{"text":"` + long + `"}`:                                 "a page has room for 40 pairs, and here are 41",
		`{"chain":{"fire":{"do":"value","text":" "},"pairs":[]}}`: "value what? there must be a text after it",
		`{"chain":{"fire":{"do":"value","text":"a"},"pairs":[{"callback":{"do":"return","text":"a|b"},"errback":{"do":"pass"}}]}}`:  "a text has no bar and no second line in it",
		`{"chain":{"fire":{"do":"value","text":"a"},"pairs":[{"callback":{"do":"return","text":"a\nb"},"errback":{"do":"pass"}}]}}`: "a text has no bar and no second line in it",
	} {
		if _, err := draw([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
