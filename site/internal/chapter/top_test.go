package chapter_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// Who opens the repository sees the book, and nothing that was left behind there.
func TestTheTopLevelHasTheBookAlone(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	tracked, err := exec.Command("git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z").Output()
	if err == nil {
		files = strings.Split(strings.TrimRight(string(tracked), "\x00"), "\x00")
	} else { // it was unpacked
		entries, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			files = append(files, e.Name())
		}
	}
	wanted := []string{"LICENSE", "Makefile", "README.md", "chapters", "code", "go.mod", "go.sum", "site"}
	found := map[string]bool{}
	for _, file := range files {
		top, _, _ := strings.Cut(file, "/")
		if strings.HasPrefix(top, ".") {
			continue
		}
		found[top] = true
		if !slices.Contains(wanted, top) {
			t.Errorf("%s is at the top level", file)
		}
	}
	if len(found) < len(wanted) {
		t.Errorf("there is only %v", found)
	}
}
