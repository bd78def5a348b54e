package quiz

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inPage returns what an expression is in the page, given its scripts order.js and type.js.
func inPage(t *testing.T, expression string) (value any) {
	t.Helper()
	scripts, err := filepath.Abs("../../assets/js/quiz")
	if err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command("node", "--no-warnings", "--input-type=module", "-e", strings.ReplaceAll(`
		import * as order from "file://SCRIPTS/order.js";
		import * as type from "file://SCRIPTS/type.js";
		console.log(JSON.stringify(`, "SCRIPTS", filepath.ToSlash(scripts))+expression+"))").CombinedOutput()
	if err == nil {
		err = json.Unmarshal(output, &value)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return value
}

// The page forgives spaces and line ends, and says how far what was typed is right.
func TestWhatIsTypedIsCompared(t *testing.T) {
	for _, test := range []struct {
		typed, says string
		right       bool
	}{
		{"tea\ntoast is\tserved", "That is what it prints.", true},
		{"  tea   toast\n\nis served\n", "That is what it prints.", true},
		{"", "Type what you expect it to print.", false},
		{"tea toast", "Right so far, but it prints more.", false},
		{"toast tea is served", "“toast” is not what comes first.", false},
		{"tea toast was served", "“was” is not what comes after “toast”.", false},
		{"tea toast is served cold", "All of it is right up to there, but the program stops earlier.", false},
		{"Tea toast is served", "“Tea” is not what comes first.", false},
	} {
		typed, _ := json.Marshal(test.typed)
		got := inPage(t, `type.verdict(`+string(typed)+`, "tea\ntoast is served\n")`).(map[string]any)
		if got["right"] != test.right || got["says"] != test.says {
			t.Errorf("%q is %v, want %v, %q", test.typed, got, test.right, test.says)
		}
	}
}

func TestAnOrderIsCompared(t *testing.T) {
	for order, want := range map[string]string{
		`["a", "b", "c", "d"]`: "That is the order.",
		`["b", "a", "d", "c"]`: "Not one of them is in its place yet.",
		`["a", "c", "d", "b"]`: "Line 1 is in its place.",
		`["a", "c", "b", "d"]`: "Lines 1 and 4 are in their places.",
	} {
		if got := inPage(t, `order.verdict(order.places(`+order+`, ["a", "b", "c", "d"]), 4)`); got != want {
			t.Errorf("%s is %q, want %q", order, got, want)
		}
	}
}
