package booksync

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"slowpoetry/site/internal/chapter"
)

// What a chapter may say is told in one place, the documentation of the book command.
func TestEveryAttributeIsDocumented(t *testing.T) {
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join(root, "site", "cmd", "book", "writing.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range []string{
		"src=", "doc=false", "long=true", "line=N", "fragment=", "error=",
		"exit=", "vary=", "order=", "needs=", "page=", "//listing:", "quiz", "chain", "NOTE", "TIP", "exercises/N-slug",
	} {
		if !strings.Contains(string(doc), attribute) {
			t.Errorf("site/cmd/book/writing.go does not tell of %s", attribute)
		}
	}
}
