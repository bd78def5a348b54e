// Simulator fires the chains that a reader makes up in the page, and draws what becomes of the
// result: on a real Deferred, with the code that draws the figures of the book.
//
// It is given a text of JSON, a [request], and returns another, an [answer]: in the page to a worker,
// as package drawer says, and from a terminal with
//
//	echo '{"text": "fire value tide\nfail no ink | return sorry"}' | go run ./site/cmd/simulator
//
// The one rule: whatever the page shows has been through here. The picture, the text, the controls
// and the sentences of an answer say the same, because they are made of one description.
package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"slowpoetry/code/book/chain"
	"slowpoetry/site/internal/drawer"
)

func main() { drawer.Main("simulator", draw) }

// A request is a chain, as a text or as the controls have it, and how much of it has happened.
type request struct {
	ID    string `json:"id"` // of the drawing, unique on the page
	Title string `json:"title"`

	Text  string `json:"text"`
	Chain *wire  `json:"chain"` // instead of the text

	// Step is how many of the events the drawing shows. Without it, or when there are not so
	// many, it shows all.
	Step *int `json:"step"`
}

// A wire is a chain.Description between here and the page.
type wire struct {
	Fire  action `json:"fire"` // its Do is "value" or "error"
	Pairs []pair `json:"pairs"`

	Name  string `json:"name"`  // of an inner chain
	Inner []wire `json:"inner"` // of the outer one: all there are
}

// A pair is a chain.Pair. A function for both is the callback.
type pair struct {
	Callback action `json:"callback"`
	Errback  action `json:"errback"`
	Both     bool   `json:"both"`
}

// An action is a chain.Action. Do is what stands before the text: "pass", "later return", "ask".
type action struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

// An answer is the same chain in every form that the page has for it, and what happened.
type answer struct {
	Text  string   `json:"text"`
	Chain wire     `json:"chain"`
	Step  int      `json:"step"`
	Steps []string `json:"steps"` // a sentence for each event
	SVG   string   `json:"svg"`
}

// most is how many pairs a page can show and still be a page.
const most = 40

// draw answers a request.
func draw(text []byte) ([]byte, error) {
	var r request
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("this is no chain: %w", err)
	}
	d, err := r.description()
	if err != nil {
		return nil, err
	}
	events := d.Run()
	step := len(events)
	if r.Step != nil {
		step = min(max(*r.Step, 0), step)
	}
	picture := d.Figure(events[:step])
	picture.ID, picture.Title = r.ID, r.Title
	return json.Marshal(answer{
		Text: d.String(), Chain: wired(d),
		Step: step, Steps: d.Figure(events).Steps(), SVG: string(picture.Live()),
	})
}

// description reads the chain of a request.
func (r request) description() (chain.Description, error) {
	text := r.Text
	if r.Chain != nil {
		var err error
		if text, err = r.Chain.lines(); err != nil {
			return chain.Description{}, err
		}
	}
	d, err := chain.Parse(text)
	pairs := len(d.Pairs)
	for _, inner := range d.Inner {
		pairs += 1 + len(inner.Pairs)
	}
	if err == nil && pairs > most {
		err = fmt.Errorf("a page has room for %d pairs, and here are %d", most, pairs)
	}
	return d, err
}

// lines writes a chain as a text that Parse reads. Inner chains that nothing asks for any more are
// left out.
func (w wire) lines() (string, error) {
	var b strings.Builder
	asked, err := w.write(&b)
	for _, inner := range w.Inner {
		if err != nil || !slices.Contains(asked, inner.Name) {
			continue
		}
		fmt.Fprintf(&b, "%s:\n", inner.Name)
		var more []string
		more, err = inner.write(&b)
		asked = append(asked, more...)
	}
	return b.String(), err
}

// write writes one chain, and returns the names of those that it asks for.
func (w wire) write(b *strings.Builder) (asked []string, err error) {
	actions := []action{w.Fire}
	for _, p := range w.Pairs {
		actions = append(actions, p.Callback, p.Errback)
	}
	for _, a := range actions {
		if strings.ContainsAny(a.Text, "|\r\n") {
			return nil, fmt.Errorf("a text has no bar and no second line in it")
		}
		if a.Do != "pass" && strings.TrimSpace(a.Text) == "" {
			return nil, fmt.Errorf("%s what? there must be a text after it", a.Do)
		}
		if a.Do == "ask" {
			asked = append(asked, strings.TrimSpace(a.Text))
		}
	}
	fmt.Fprintf(b, "fire %v\n", w.Fire)
	for _, p := range w.Pairs {
		if p.Both {
			fmt.Fprintf(b, "both %v\n", p.Callback)
		} else {
			fmt.Fprintf(b, "%v | %v\n", p.Callback, p.Errback)
		}
	}
	return asked, nil
}

func (a action) String() string {
	if a.Do == "pass" {
		return a.Do
	}
	return a.Do + " " + a.Text
}

// wired returns d as the page has it.
func wired(d chain.Description) wire {
	w := wiredChain("", d.Fire, d.Pairs)
	for _, inner := range d.Inner {
		w.Inner = append(w.Inner, wiredChain(inner.Name, inner.Fire, inner.Pairs))
	}
	return w
}

func wiredChain(name string, fire chain.Action, pairs []chain.Pair) wire {
	w := wire{Name: name, Fire: action{"value", fire.Text}, Pairs: []pair{}, Inner: []wire{}}
	if fire.Verb == chain.Fail {
		w.Fire.Do = "error"
	}
	for _, p := range pairs {
		w.Pairs = append(w.Pairs, pair{wiredAction(p.Callback), wiredAction(p.Errback), p.Both})
	}
	return w
}

func wiredAction(a chain.Action) action {
	do := a.Verb.String()
	if a.Later {
		do = "later " + do
	}
	return action{do, a.Text}
}
