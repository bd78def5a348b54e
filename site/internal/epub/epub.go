// Package epub makes an EPUB 3 of the book: a zip of XHTML pages, with a list of them.
//
//	err := epub.Write(file, book, dir)
//
// Pages are the chapters and what stands before and after them. Figures are SVG in the pages, with
// their text as text. What the reader's device decides (the typeface of the text, its size, its
// colours by day and by night) is left to it.
//
// The one rule: the same book makes the same bytes. Dates are the edition's.
package epub

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/signs"
)

// A file is one of those in the EPUB's folder "book", as its list has it.
type file struct {
	id, name, kind, properties string
	data                       []byte
	page                       bool // one that is read in turn, in the order of the list
}

// Write writes the book as an EPUB to w. Styles, typefaces and the cover come from the files in
// dir, a build of the site's "print" format. Write changes b.
func Write(w io.Writer, b *manuscript.Book, dir string) error {
	pages, err := pages(b)
	if err != nil {
		return err
	}
	extras, err := extras(dir)
	if err != nil {
		return err
	}
	files := append(pages, extras...)
	list := file{name: "package.opf", data: packageDocument(b, files)}
	z := zip.NewWriter(w)
	// What kind of file this is comes first, and is not compressed: the first bytes tell it.
	if err := add(z, b, "mimetype", []byte("application/epub+zip"), zip.Store); err != nil {
		return err
	}
	if err := add(z, b, "META-INF/container.xml", []byte(container), zip.Deflate); err != nil {
		return err
	}
	for _, f := range append([]file{list}, files...) {
		if err := add(z, b, "book/"+f.name, f.data, zip.Deflate); err != nil {
			return err
		}
	}
	return z.Close()
}

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`

// add adds a file to the zip. The header of the first must be as short as can be, so none of them
// says more than the format asks for.
func add(z *zip.Writer, b *manuscript.Book, name string, data []byte, method uint16) error {
	header := &zip.FileHeader{Name: name, Method: method}
	if method == zip.Store {
		header.CRC32 = crc(data)
		header.CompressedSize64, header.UncompressedSize64 = uint64(len(data)), uint64(len(data))
		w, err := z.CreateRaw(header)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}
	header.Modified = b.Edition
	w, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

var fontFile = regexp.MustCompile(`url\("?(/fonts/[^")]+)"?\)`)

// extras are the files that pages need: styles, the typefaces that these name, the cover.
func extras(dir string) (files []file, err error) {
	read := func(name string) []byte {
		data, readErr := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if readErr != nil && err == nil {
			err = readErr
		}
		return data
	}
	faces := string(read("print/fonts.css"))
	var style bytes.Buffer
	style.WriteString(fontFile.ReplaceAllStringFunc(faces, func(url string) string {
		return `url("fonts/` + path.Base(fontFile.FindStringSubmatch(url)[1]) + `")`
	}))
	style.Write(lightOnly(read("print/figure.css")))
	style.Write(read("print/epub.css"))
	files = append(files,
		file{id: "style", name: "book.css", kind: "text/css", data: style.Bytes()},
		file{id: "cover", name: "cover.png", kind: "image/png", properties: "cover-image", data: read("print/cover.png")})
	files = append(files, file{id: "signs", name: "fonts/signs.ttf", kind: "font/ttf", data: signs.Font()})
	for i, match := range fontFile.FindAllStringSubmatch(faces, -1) {
		files = append(files, file{
			id: fmt.Sprintf("font-%d", i+1), name: "fonts/" + path.Base(match[1]), kind: "font/woff2", data: read(match[1]),
		})
	}
	return files, err
}

var media = regexp.MustCompile(`(?s)@media \(prefers-color-scheme: dark\) \{.*?\n\}\n`)

// lightOnly takes the colours for the night out: few readers change the paper when they say that
// it is night.
func lightOnly(css []byte) []byte { return media.ReplaceAll(css, nil) }

// packageDocument returns the list of everything in the EPUB.
func packageDocument(b *manuscript.Book, files []file) []byte {
	sum := sha256.New()
	for _, f := range files {
		sum.Write(f.data)
	}
	var o bytes.Buffer
	fmt.Fprintf(&o, `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:sha256:%x</dc:identifier>
<dc:title>%s</dc:title>
<dc:creator>%s</dc:creator>
<dc:language>en</dc:language>
<dc:description>%s</dc:description>
<dc:date>%s</dc:date>
<dc:rights>Prose, poems and figures: CC BY 4.0. Code: MIT.</dc:rights>
<meta property="dcterms:modified">%s</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Every figure is described in words. Code is text.</meta>
<meta name="cover" content="cover"/>
</metadata>
<manifest>
`, sum.Sum(nil)[:16], escaped(b.Title), escaped(b.Author), escaped(b.Description),
		b.Edition.Format("2006-01-02"), b.Edition.Format("2006-01-02T15:04:05Z"))
	for _, f := range files {
		fmt.Fprintf(&o, `<item id="%s" href="%s" media-type="%s"`, f.id, f.name, f.kind)
		if f.properties != "" {
			fmt.Fprintf(&o, ` properties="%s"`, f.properties)
		}
		o.WriteString("/>\n")
	}
	o.WriteString("</manifest>\n<spine>\n")
	for _, f := range files {
		if f.page {
			fmt.Fprintf(&o, "<itemref idref=\"%s\"/>\n", f.id)
		}
	}
	o.WriteString("</spine>\n</package>\n")
	return o.Bytes()
}

// escaped returns text as it stands in XML.
func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
	return b.String()
}
