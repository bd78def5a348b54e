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
	"slowpoetry/site/internal/progress"
	"slowpoetry/site/internal/typeset"
)

var pdfProgram = program.Program{
	Name:     "pdf",
	Synopsis: "print the book into a PDF",
	Run:      printPDF,
}

var epubProgram = program.Program{
	Name:     "epub",
	Synopsis: "make an EPUB of the book, for readers that one holds",
	Run:      writeEPUB,
}

// printPDF makes the PDF.
func printPDF(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	settle := flags.Bool("settle", false, "try anew how much space each chapter needs for full pages, and which notes find room, and keep it (some minutes)")
	return publish(ctx, env, flags, args, "slow-poetry.pdf", func(p *paper) ([]byte, string, error) {
		var result *typeset.Result
		err := p.display.Step("pages", func(step *progress.Step) (err error) {
			if result, err = typeset.Set(ctx, p.book, typeset.Options{Root: p.root, Dir: p.dir, Settle: *settle}); err == nil {
				step.Note("%d, set %d times until everything had room", result.Pages, result.Rounds)
			}
			return err
		})
		if err == nil && *settle {
			err = result.Settled.Keep(p.root)
		}
		if err != nil {
			return nil, "", err
		}
		return result.PDF, fmt.Sprintf("%d pages, ", result.Pages), nil
	})
}

// writeEPUB makes the EPUB.
func writeEPUB(ctx context.Context, env *program.Env, args []string) error {
	return publish(ctx, env, env.Flags(""), args, "slow-poetry.epub", func(p *paper) ([]byte, string, error) {
		var b bytes.Buffer
		err := p.display.Step("EPUB", func(*progress.Step) error { return epub.Write(&b, p.book, p.dir) })
		return b.Bytes(), "", err
	})
}

// A paper is the book as one document, on its way to one file.
type paper struct {
	display *progress.Display
	root    string // the repository
	book    *manuscript.Book
	dir     string // what Hugo has made of it
}

// publish writes what make makes of the book. The site offers the file, if it is where it goes by itself.
func publish(ctx context.Context, env *program.Env, flags *program.Flags, args []string, name string,
	make func(*paper) (data []byte, remark string, err error)) error {
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
	p := &paper{display: progress.New(env.Stderr, env.Trace), root: root}
	p.display.Brief = true
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
