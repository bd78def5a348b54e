package hugo

import (
	"slices"
	"strings"
	"testing"
)

func TestNewsOfARebuildIsOneLine(t *testing.T) {
	const printed = `
Change detected, rebuilding site (#1).
2026-11-22 15:49:08.338 +0000
Asset changed /source/chapters/01-waiting/index.md
Source changed /chapters/01-waiting/index.md
Asset changed /css/30-base.css
Asset changed /highlighted/chapters/01-waiting/main.go.html
Asset changed /source/chapters/01-waiting/main.go
Web Server is available at http://localhost:1313/ (bind address 127.0.0.1)
Total in 24 ms
Total in 3 ms
`
	var n news
	var told []string
	for line := range strings.Lines(printed) {
		if text := n.tell(strings.TrimSpace(line)); text != "" {
			told = append(told, text)
		}
	}
	if want := []string{"chapters/01-waiting/index.md, css/30-base.css, chapters/01-waiting/main.go: built again in 24 ms"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestComplaintsAreTold(t *testing.T) {
	for line, want := range map[string]bool{
		`ERROR chapters/01-waiting/index.md: no such image: "x.svg"`: true,
		"WARN  found no layout file":                                 true,
		"Start building sites … ":                                    false,
		" Pages            │ 42 ":                                    false,
	} {
		if complaint(line) != want {
			t.Errorf("complaint(%q) = %v", line, !want)
		}
	}
}
