package quiz

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
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
	tests := []struct {
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
	}
	var typed []string
	for _, test := range tests {
		typed = append(typed, test.typed)
	}
	list, _ := json.Marshal(typed)
	for i, got := range inPage(t, string(list)+`.map((typed) => type.verdict(typed, "tea\ntoast is served\n"))`).([]any) {
		if verdict := got.(map[string]any); verdict["right"] != tests[i].right || verdict["says"] != tests[i].says {
			t.Errorf("%q is %v, want %v, %q", tests[i].typed, verdict, tests[i].right, tests[i].says)
		}
	}
}

func TestAnOrderIsCompared(t *testing.T) {
	orders := []string{"abcd", "badc", "acdb", "acbd"}
	want := []any{"That is the order.", "Not one of them is in its place yet.", "Line 1 is in its place.", "Lines 1 and 4 are in their places."}
	list, _ := json.Marshal(orders)
	got := inPage(t, string(list)+`.map((lines) => order.verdict(order.places([...lines], [..."abcd"]), 4))`)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q are %q, want %q", orders, got, want)
	}
}
