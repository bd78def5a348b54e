package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"slowpoetry/site/internal/manuscript"
	"slowpoetry/site/internal/need"
	"slowpoetry/site/internal/pdf"
)

func main() {
	start := time.Now()
	f, err := os.Open(os.Args[1] + "/book.html")
	if err != nil {
		panic(err)
	}
	b, err := manuscript.Read(f)
	if err != nil {
		panic(err)
	}
	c, _ := need.Chromium()
	r, err := pdf.Print(context.Background(), b, os.Args[1], c, func(s string, a ...any) {
		fmt.Printf("%5.1f "+s+"\n", append([]any{time.Since(start).Seconds()}, a...)...)
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.WriteFile(os.Args[2], r.PDF, 0o644)
	fmt.Println(r.Pages, r.Prints, len(r.PDF))
}
