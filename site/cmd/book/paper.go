package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"slowpoetry/code/book/program"
	"slowpoetry/site/internal/chapter"
	"slowpoetry/site/internal/command"
	"slowpoetry/site/internal/epub"
	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/pdf"
	"slowpoetry/site/internal/progress"
)

var pdfProgram = program.Program{
	Name:     "pdf",
	Synopsis: "print the book into a PDF, with Chromium",
	Run:      printPDF,
}

var epubProgram = program.Program{
	Name:     "epub",
	Synopsis: "make an EPUB of the book, for readers that one holds",
	Run:      writeEPUB,
}

// printPDF makes the PDF.
func printPDF(ctx context.Context, env *program.Env, args []string) error {
	var chromium string
	find := func(display *progress.Display) (err error) {
		chromium, err = findChromium(ctx, display)
		return err
	}
	return publish(ctx, env, args, "slow-poetry.pdf", find, func(p *paper) ([]byte, string, error) {
		var result *pdf.Result
		err := p.display.Step("pages", func(step *progress.Step) (err error) {
			result, err = pdf.Print(ctx, p.book, p.dir, chromium, step.Status)
			if err == nil {
				step.Note("%d, printed %d times until their numbers agreed", result.Pages, result.Prints)
			}
			return err
		})
		if err != nil {
			return nil, "", err
		}
		return result.PDF, fmt.Sprintf("%d pages, ", result.Pages), nil
	})
}

// writeEPUB makes the EPUB.
func writeEPUB(ctx context.Context, env *program.Env, args []string) error {
	return publish(ctx, env, args, "slow-poetry.epub", nil, func(p *paper) ([]byte, string, error) {
		var b bytes.Buffer
		err := p.display.Step("EPUB", func(*progress.Step) error { return epub.Write(&b, p.book, p.dir) })
		return b.Bytes(), "", err
	})
}

// A paper is the book as one document, on its way to one file.
type paper struct {
	display *progress.Display
	book    *manuscript.Book
	dir     string // what Hugo has made of it
}

// publish makes a file of the book: what first finds, which may be nil, is needed; what make makes
// is written. The site offers the file, if it is where it goes by itself.
func publish(ctx context.Context, env *program.Env, args []string, name string,
	first func(*progress.Display) error, make func(*paper) (data []byte, remark string, err error)) error {
	flags := env.Flags("")
	to := flags.String("to", "", "write to this `FILE` (default site/downloads/"+name+", where the site's home page offers it)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := chapter.Root(".")
	if err != nil {
		return err
	}
	if *to == "" {
		*to = filepath.Join(root, "site", "downloads", name)
	}
	p := &paper{display: progress.New(env.Stderr, env.Trace)}
	p.display.Brief = true
	if first != nil { // better to complain now than after the minutes that Hugo may take
		if err := first(p.display); err != nil {
			return err
		}
	}
	h, err := prepareHugo(ctx, p.display, root)
	if err != nil {
		return ctxErr(ctx, err)
	}
	var remove func() error
	if p.dir, remove, err = command.Scratch(); err != nil {
		return err
	}
	defer remove()
	err = p.display.Step("the book as one page", func(*progress.Step) (err error) {
		p.book, err = manuscript.Make(ctx, h, p.dir)
		return err
	})
	if err != nil {
		return ctxErr(ctx, err)
	}
	data, remark, err := make(p)
	if err != nil {
		return ctxErr(ctx, err)
	}
	if err := os.MkdirAll(filepath.Dir(*to), 0o755); err != nil {
		return err
	}
	if err := chapter.WriteFile(*to, data); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "%s: %s%.1f MB\n", *to, remark, float64(len(data))/1e6)
	return nil
}

// ctxErr returns err; where the reader has pressed Ctrl-C, in these words.
func ctxErr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	return err
}

// findChromium finds a Chromium, and installs one where that can be done.
func findChromium(ctx context.Context, display *progress.Display) (path string, err error) {
	if path, err = need.Chromium(); err == nil || os.Getenv("CHROME") != "" {
		return path, err
	}
	for _, thing := range need.Things() {
		if thing.Name == "Chromium" {
			_ = display.Step("Chromium", func(step *progress.Step) error {
				return need.Install(ctx, []need.Thing{thing}, step.Status)
			})
		}
	}
	return need.Chromium()
}
