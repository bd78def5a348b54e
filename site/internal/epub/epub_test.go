package epub

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/manuscript/manuscripttest"
	"slowpoetry/site/internal/need"
)

// once makes the one EPUB that all tests look at.
var once = sync.OnceValues(makeEPUB)

// makeEPUB makes the EPUB as "book epub" does.
func makeEPUB() ([]byte, error) {
	dir, err := os.MkdirTemp("", "slowpoetry-epub-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b, err := manuscripttest.Make(dir)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = Write(&out, b, dir)
	return out.Bytes(), err
}

func theEPUB(t *testing.T) []byte {
	t.Helper()
	manuscripttest.Need(t)
	data, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unpacked returns the files in the EPUB, by their names.
func unpacked(t *testing.T) map[string]string {
	t.Helper()
	data := theEPUB(t)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestEPUBCheckHasNothingToSay(t *testing.T) {
	if testing.Short() {
		t.Skip("not checked: -short, and epubcheck takes its time")
	}
	checker, err := need.EPUBCheck()
	if err != nil { // it takes Java, which not every author has
		t.Skip("not checked:", err)
	}
	name := filepath.Join(t.TempDir(), "slow-poetry.epub")
	if err := os.WriteFile(name, theEPUB(t), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(checker, name)
	if head, err := os.ReadFile(checker); err == nil && bytes.HasPrefix(head, []byte("PK")) {
		cmd = exec.Command("java", "-jar", checker, name) // an archive, which few systems run by itself
	}
	said, err := cmd.CombinedOutput()
	if err != nil || regexp.MustCompile(`(?m)^(WARNING|ERROR|FATAL)`).Match(said) {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestTheSameBookMakesTheSameBytes(t *testing.T) {
	again, err := makeEPUB()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(theEPUB(t), again) {
		t.Error("two EPUBs of one book differ")
	}
}

func TestTheFirstBytesSayWhatItIs(t *testing.T) {
	data := theEPUB(t)
	const where = 30 // behind the header of the first file in a zip
	if got := string(data[where : where+len("mimetypeapplication/epub+zip")]); got != "mimetypeapplication/epub+zip" {
		t.Errorf("it begins with %q", got)
	}
}

func TestTheContentsLeadToEveryChapter(t *testing.T) {
	files := unpacked(t)
	nav := files["book/nav.xhtml"]
	root, err := chapter.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	chapters, _ := chapter.All(root)
	for _, c := range chapters {
		page := regexp.MustCompile(fmt.Sprintf(`href="(c%d\.xhtml)#`, c.Number)).FindStringSubmatch(nav)
		if page == nil {
			t.Errorf("the contents do not lead to %s", c.Folder)
		} else if files["book/"+page[1]] == "" {
			t.Errorf("the contents lead to %s, which is not there", page[1])
		}
	}
	if len(chapters) == 0 {
		t.Error("no chapters")
	}
}

func TestLinksLeadToPlacesThatAreThere(t *testing.T) {
	files := unpacked(t)
	link := regexp.MustCompile(`(?:href|src)="([^"#:]*)(?:#([^"]*))?"`)
	count := 0
	for name, text := range files {
		if path.Ext(name) != ".xhtml" {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			count++
			to := name
			if m[1] != "" {
				to = path.Join("book", m[1])
			}
			if files[to] == "" || m[2] != "" && !strings.Contains(files[to], ` id="`+m[2]+`"`) {
				t.Errorf("%s: a link leads to %s#%s, which is not there", name, m[1], m[2])
			}
		}
	}
	if count < 50 {
		t.Errorf("only %d links", count)
	}
}

func TestCodeIsLinesThatMayBeWrapped(t *testing.T) {
	for name, text := range unpacked(t) {
		if strings.Contains(text, "\t") && path.Ext(name) == ".xhtml" {
			t.Errorf("%s has tabs, which are as wide as a reader likes", name)
		}
		if strings.Contains(text, `class="ln"`) {
			t.Errorf("%s has line numbers", name)
		}
	}
}

func TestOnlyPicturesMadeOfLettersAreSmall(t *testing.T) {
	small := regexp.MustCompile(`<span class="line [^"]*drawn[^"]*">`)
	lines := regexp.MustCompile(`<span class="line[ "]`)
	drawn, all := 0, 0
	for name, text := range unpacked(t) {
		if path.Ext(name) == ".xhtml" {
			drawn += len(small.FindAllString(text, -1))
			all += len(lines.FindAllString(text, -1))
		}
	}
	if drawn == 0 || drawn > all/10 {
		t.Errorf("%d of %d lines of code are set small", drawn, all)
	}
}
