package typeset

import (
	"os/exec"
	"strings"
	"testing"

	"slowpoetry/site/internal/need"
)

// chooserTests are tried in Node, where the chooser runs. A page's text goes from 0 to 100, in lines of 5.
const chooserTests = `
const assert = require("assert"), { Chooser, looks, parting } = require("./chooser.js");
const sum = (...of) => Object.values(looks(...of)).reduce((a, b) => a + b);
const page = { top: 0, bottom: 100, line: 5, from: [], to: [], figures: [], code: [], sections: [], chapters: [["c1", 1, 1]], ends: [[2, 96]] };

// Of two pages the first is a text's whole, or half, or goes on.
assert.equal(sum({ ...page, from: [[1, 0]], to: [[1, 96]] }, 1, [2, 96]), 0);
assert(sum({ ...page, from: [[1, 0]], to: [[1, 50]] }, 1, [2, 96]) > 2, "half a page is short");
assert.equal(sum({ ...page, from: [[1, 0]], to: [[2, 50]] }, 1, [2, 96]), 0);
assert(sum({ ...page, from: [[1, 0]], to: [[1, 96]] }, 1, [2, 20]) >= 3, "four lines stand alone on the last page");
// A hole above a figure at the foot is a hole.
assert(sum({ ...page, from: [[1, 0]], to: [[1, 20]], figures: [["f", 1, 75]] }, 1, [2, 96]) > 2);
assert(sum({ ...page, from: [[1, 0]], to: [[1, 50]], figures: [["f", 1, 75]] }, 1, [2, 96]) < 0.3);

// A figure parts a listing that goes on below it.
const code = [[[1, 80], [2, 60]]];
assert.deepEqual(parting({ code, figures: [["top", 2, 5], ["low", 2, 70], ["before", 1, 5]] }), ["top"]);

// What was settled stands, unless a note has no room or a figure parts a listing.
const settled = () => ({ give: { c1: 3 }, crowded: [], low: [], steady: false });
assert.equal(new Chooser(settled(), false).learn({ crowded: [], restless: false, fill: page }), false);
const chooser = new Chooser(settled(), false), news = { crowded: ["c1-2"], restless: false, fill: { ...page, code, figures: [["c1-f", 2, 5]] } };
assert.equal(chooser.learn(news), true);
assert.deepEqual([chooser.choices.crowded, chooser.choices.low], [["c1-2"], ["c1-f"]]);
assert.equal(chooser.learn(news), false);

// To settle, a chapter that looks bad tries amounts until it looks good, alone; then all are set again.
const bad = { ...page, from: [[1, 0]], to: [[1, 50]] }, good = { ...page, from: [[1, 0]], to: [[1, 96]] };
const two = { ...bad, chapters: [["c1", 1, 1], ["c2", 3, 3]], from: [[1, 0], [3, 0]], to: [[1, 50], [3, 96]], ends: [[2, 96], [4, 96]] };
const settling = new Chooser({ ...settled(), give: {} }, true), none = { crowded: [], restless: false };
assert.equal(settling.learn({ ...none, fill: two }), true);
assert.deepEqual(settling.choices.trial, ["c1"]);
assert.deepEqual(settling.choices.starts, { c1: 1, c2: 3 });
assert.equal(settling.learn({ ...none, fill: bad }), true);
const amount = settling.choices.give.c1;
assert.equal(settling.learn({ ...none, crowded: ["c1-7"], fill: good }), true, "the note goes into the text first");
assert.equal(settling.choices.give.c1, amount);
assert.equal(settling.learn({ ...none, crowded: ["c1-7"], fill: good }), true);
assert.deepEqual(settling.choices, { give: { c1: amount }, crowded: ["c1-7"], low: [], steady: false });
assert.equal(settling.learn({ ...none, fill: two }), false);
`

func TestTheChooserTakesWhatLooksBest(t *testing.T) {
	node, err := need.Command("node")()
	if err != nil {
		t.Skip("not checked:", err)
	}
	cmd := exec.Command(node, "-")
	cmd.Stdin = strings.NewReader(chooserTests)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
