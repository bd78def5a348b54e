// # Writing a chapter
//
// A chapter is a folder chapters/NN-slug: its number is NN, its place in the book follows from
// it, and there is no other list. In it stand index.md, the programs, figures/, exercises/, quiz/
// and emblem.svg, the chapter's picture in the contents. The Markdown is plain CommonMark and GFM,
// complete for any viewer; "book sync" keeps true what it takes from elsewhere.
//
// Front matter: title, description (one line), part ("I · The loop"), and terms, a list. Each term
// stands once in *italics*, in the sentence that defines it; the glossary is made of these. Where such a
// sentence leans on the text around it, definitions has another for the glossary, by term. Later chapters
// link a term by themselves where they use it.
//
// Listings: a fence "go {src="FILE#NAME"}". FILE is beside index.md, or from the root of the
// repository with a slash in front. NAME is a function, type, variable, constant or Type.Method;
// NAME:REGION is the part of it between the comments //listing:REGION and //listing:end; without
// #NAME it is the whole file. doc=false leaves out the comment above it. The body and line=N are
// written by the tool. At most 30 lines, unless long=true. The page offers to edit the listing, unless
// page="REASON" says why its program there is not made of that file.
//
// Fragments: a fence "go {fragment="what it is"}" is Go that belongs to no program; it has to
// parse. With error="TEXT" it has to be refused by the compiler in these words.
//
// Transcripts: a fence "console". Lines that begin with "$ " are run, each as if in a terminal
// in the root of the repository, and what they print stands below them. One that begins with
// "NAME$ " runs in another terminal, of that name (lower case), is ready when it has printed a line,
// and is interrupted after the last of the others: a server. (One that ends in " &" does, too, and
// is on its way out: pasted, it leaves a job behind.) Ports from 10000 to 10099 are replaced by free ones for the run, and
// back. Of the attributes,
//
//	exit=1          is the status of the last command
//	guess="QUESTION" below it asks the reader for a guess of its length, in seconds, before it first runs
//	vary="REGEXP"   names what may differ from run to run (no braces or backslashes in it)
//	order="any"     lets lines come in another order
//	with="NAME ..." goes on with terminals that earlier transcripts of the chapter opened: their
//	                commands run first, and what they print is not shown again
//	needs="nc"      is a program without which the block is not checked, and that is said
//	page="REASON"   says why the block does not run in the page, where otherwise all those do whose
//	                commands are programs of one chapter
//	recorded="FILE" beside it names a recording of the block, recorded/NAME.json, which the page
//	                plays instead. Sync writes it. Lines such as "poem 1: 10 bytes" and "poem 1:
//	                complete" become the lanes of its picture
//
// and a line of ... alone stands for any lines; beside anything else, dots are dots. A program that
// now does something else may leave a block true of which only what varies has changed, such as a
// timeline: then "go tool book sync -anew CHAPTER" takes what it prints.
//
// What is typed has to mean to any shell what it means here: quotes and backslashes do, while $, ~,
// #, !, [ and their like are refused unless they stand in single quotes.
//
// Figures: ![alt text](figures/NAME.svg "Caption.") alone in its paragraph. They are drawn, and
// compared, by a test TestFigures in the chapter's folder with package figuretest. A link to the
// file whose text is "the figure" becomes its number.
//
// Chains: a fence "chain" in the notation of code/book/chain, and after it the figure of it, drawn from
// the same text. On the page the two are a simulator; so the caption should hold for other chains.
//
// Notes: GitHub's alerts. NOTE is a margin note, best beside a paragraph that is longer than the
// note, and before prose rather than before a listing; TIP is the hint of an exercise; WARNING and
// IMPORTANT stand in the text.
//
// Quizzes: a fence "quiz" with a question, options "- [ ] text" of which one is "- [x] text", and an
// explanation in lines that begin with "> ". Below each wrong option, lines "  > text" say what it would
// take for it to be right. A line "$ go run ..." before the options makes the program's output, its lines
// joined by spaces, the right one. In place of the options there may be its output: in lines "1. text",
// which the reader puts into that order, or in lines "= text", which the reader types. Sync writes
// them: begin with "1. ?" or "= ?".
//
// Exercises: a heading of the third level under "## Exercises" for each, with a link to its
// exercises/N-slug/exercise.go and a hint. Beside the starter stand exercise_test.go, which the
// starter fails, and solution/exercise.go, which passes it in the starter's place. go.mod keeps
// exercises out of "./...".
//
// Links go to files, as they are on disk: ../01-waiting/index.md#hands-full, serve.go,
// ../../code/socket/epoll.go.
package main
