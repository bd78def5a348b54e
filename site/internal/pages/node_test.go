package pages

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/need"
)

// inNode runs a script in Node, with what a module of the page exports, and returns what the script's function
// returns for an input.
func inNode[T any](t *testing.T, module, names, function string, input any) (result T) {
	t.Helper()
	given, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	script := `import { ` + names + ` } from "file://` + filepath.ToSlash(filepath.Join(repository(t), "site", "assets", "js", module)) + `";
		import { readFileSync } from "node:fs";
		console.log(JSON.stringify(await (` + function + `)(JSON.parse(readFileSync(0, "utf8")))));`
	cmd := exec.CommandContext(t.Context(), need.Get(t, need.Command("node")), "--no-warnings", "--input-type=module", "-e", script)
	cmd.Stdin = bytes.NewReader(given)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &complaints)
	}
	if err := json.Unmarshal(output, &result); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return result
}
