package gotool

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// module makes a module with a tool in it that nobody has ever compiled.
func module(t *testing.T) (root string, word string) {
	t.Helper()
	root, word = t.TempDir(), fmt.Sprint("hello at ", time.Now())
	for name, text := range map[string]string{
		"go.mod":          "module fixture\n\ngo 1.26\n\ntool fixture/greet\n",
		"word/word.go":    fmt.Sprintf("package word\n\nconst Word = %q\n", word),
		"greet/main.go":   "package main\n\nimport \"fixture/word\"\n\nfunc main() { print(word.Word) }\n",
		"broken/main.go":  "package main\n\nimport \"fixture/wrong\"\n\nfunc main() { wrong.Wrong() }\n",
		"wrong/broken.go": "package wrong\n\nfunc Wrong() { undefined() }\n",
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root, word
}

func TestAToolIsCompiledOnceAndCounted(t *testing.T) {
	root, word := module(t)
	for run, want := range []string{"compiled 1 of 1 packages|linking", "linking"} {
		var said []string
		path, err := Path(t.Context(), root, "fixture/greet", func(format string, args ...any) {
			said = append(said, fmt.Sprintf(format, args...))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(said, "|"); got != want {
			t.Errorf("run %d: status %q, want %q", run, got, want)
		}
		if out, err := exec.Command(path).CombinedOutput(); err != nil || string(out) != word {
			t.Errorf("the tool says %q, %v; want %q", out, err, word)
		}
	}
}

func TestAToolThatDoesNotCompileSaysWhere(t *testing.T) {
	root, _ := module(t)
	_, err := Path(t.Context(), root, "fixture/broken", func(string, ...any) {})
	if err == nil || !strings.Contains(err.Error(), "broken.go:3:16: undefined: undefined") {
		t.Errorf("error %v", err)
	}
}
