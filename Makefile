# The book's two commands, and their friends. Each is a thin wrapper: without make, type
# "go tool book serve" and so on.

PORT ?= 1313
BOOK = go tool book

.PHONY: help serve test sync build pdf epub bench

help:
	@echo 'make serve   show the book at http://localhost:$(PORT) while you read or write it (PORT= chooses another port)'
	@echo 'make test    check everything'
	@echo 'make sync    make the listings, transcripts and figures in the chapters true again'
	@echo 'make build   write the site into public/'
	@echo 'make pdf     print the book: site/downloads/slow-poetry.pdf'
	@echo 'make epub    the same for e-readers: site/downloads/slow-poetry.epub'
	@echo 'make bench   measure the library beside its peers (SHORT=1: quickly)'
	@echo
	@echo 'The programs of a chapter need Go alone: go run ./chapters/01-waiting'

serve:
	@$(BOOK) serve -port $(PORT)

test:
	@$(BOOK) test

sync:
	@$(BOOK) sync

build:
	@$(BOOK) build

pdf:
	@$(BOOK) pdf

epub:
	@$(BOOK) epub

# In a module of its own: whoever reads the book does not download the peers.
bench:
	@cd code/bench && go run . $(if $(SHORT),-short) && go run ./deferred $(if $(SHORT),-short)
