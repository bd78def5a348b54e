package terminal

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The page takes the words of a command for what a transcript does, or refuses it as well.
func TestThePageReadsTheSameWords(t *testing.T) {
	text, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Line string }
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	module, err := filepath.Abs("../../assets/js/cell/command.js")
	if err != nil {
		t.Fatal(err)
	}
	const prefix = "go run ./chapters/x "
	var lines []string
	var want [][]string
	refused := 0
	for _, c := range cases {
		words, err := Words(prefix + c.Line)
		if err != nil {
			refused++
		} else {
			words = words[3:]
		}
		lines, want = append(lines, prefix+c.Line), append(want, words)
	}
	if refused < 10 || refused > len(cases)-10 {
		t.Fatalf("%d of %d lines are refused: too few to tell, on one side", refused, len(cases))
	}
	input, err := json.Marshal(lines)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--no-warnings", "--input-type=module", "-e", `
		import { argv } from `+strings.ReplaceAll(`"file://MODULE"`, "MODULE", filepath.ToSlash(module))+`;
		import { readFileSync } from "node:fs";
		const read = (text) => { try { return argv([{ text }], "x").slice(1); } catch { return null; } };
		console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));`)
	cmd.Stdin = strings.NewReader(string(input))
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var got [][]string
	if err := json.Unmarshal(output, &got); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for i := range lines {
		if len(got[i]) == 0 && len(want[i]) == 0 && (got[i] == nil) == (want[i] == nil) {
			continue
		}
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%s: the page reads %q, a transcript %q", lines[i], got[i], want[i])
		}
	}
}
