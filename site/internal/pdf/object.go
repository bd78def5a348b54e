package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// The objects of a PDF, as Go has them: nil, bool, float64 and []any are themselves.
type (
	name string         // /Name
	text string         // (text) or <74657874>
	ref  int            // 12 0 R, the number of an object
	dict map[string]any // << /Key value >>
)

// A scanner reads objects from the text of a file.
type scanner struct {
	data []byte
	at   int
}

// space moves past white space and comments.
func (s *scanner) space() {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\r', '\n', '\f', 0:
			s.at++
		case '%':
			for s.at < len(s.data) && s.data[s.at] != '\n' && s.data[s.at] != '\r' {
				s.at++
			}
		default:
			return
		}
	}
}

// object reads one object.
func (s *scanner) object() (any, error) {
	s.space()
	rest := s.data[min(s.at, len(s.data)):]
	switch {
	case len(rest) == 0:
		return nil, fmt.Errorf("the PDF ends in the middle of an object")
	case bytes.HasPrefix(rest, []byte("<<")):
		s.at += 2
		return s.dict()
	case rest[0] == '<':
		return s.hex()
	case rest[0] == '[':
		s.at++
		return s.array()
	case rest[0] == '/':
		s.at++
		return s.name(), nil
	case rest[0] == '(':
		s.at++
		return s.text()
	}
	word := s.word()
	switch word {
	case "true", "false":
		return word == "true", nil
	case "null":
		return nil, nil
	}
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, fmt.Errorf("the PDF has %q where an object should be", word)
	}
	// A reference is two numbers and an R.
	ahead := scanner{s.data, s.at}
	ahead.space()
	if generation := ahead.word(); generation == "0" {
		ahead.space()
		if ahead.word() == "R" {
			s.at = ahead.at
			return ref(n), nil
		}
	}
	return n, nil
}

// word reads up to white space or a delimiter.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.data) && !bytes.ContainsRune([]byte(" \t\r\n\f\x00()<>[]{}/%"), rune(s.data[s.at])) {
		s.at++
	}
	return string(s.data[from:s.at])
}

func (s *scanner) dict() (dict, error) {
	d := dict{}
	for {
		s.space()
		if bytes.HasPrefix(s.data[s.at:], []byte(">>")) {
			s.at += 2
			return d, nil
		}
		key, err := s.object()
		if err != nil {
			return nil, err
		}
		k, ok := key.(name)
		if !ok {
			return nil, fmt.Errorf("the PDF has %v where a name should be", key)
		}
		if d[string(k)], err = s.object(); err != nil {
			return nil, err
		}
	}
}

func (s *scanner) array() ([]any, error) {
	a := []any{}
	for {
		s.space()
		if s.at < len(s.data) && s.data[s.at] == ']' {
			s.at++
			return a, nil
		}
		o, err := s.object()
		if err != nil {
			return nil, err
		}
		a = append(a, o)
	}
}

// name reads what follows the slash of a name.
func (s *scanner) name() name {
	word := s.word()
	var b []byte
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) {
			if c, err := strconv.ParseUint(word[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(c))
				i += 2
				continue
			}
		}
		b = append(b, word[i])
	}
	return name(b)
}

// text reads what follows the opening parenthesis of a string.
func (s *scanner) text() (text, error) {
	var b []byte
	for depth := 1; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case '\\':
			s.at++
			if s.at < len(s.data) {
				b = append(b, s.escaped()...)
			}
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.at++
				return text(b), nil
			}
		}
		b = append(b, s.data[s.at])
	}
	return "", fmt.Errorf("the PDF ends in the middle of a text")
}

// escaped returns what stands for a backslash and what follows it, which begins at s.at.
func (s *scanner) escaped() []byte {
	c := s.data[s.at]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return []byte{"\n\r\t\b\f"[i]}
	}
	if c < '0' || c > '7' {
		return []byte{c}
	}
	end := s.at
	for end < min(s.at+3, len(s.data)) && s.data[end] >= '0' && s.data[end] <= '7' {
		end++
	}
	n, _ := strconv.ParseUint(string(s.data[s.at:end]), 8, 16)
	s.at = end - 1
	return []byte{byte(n)}
}

// hex reads a string that is written in hexadecimal.
func (s *scanner) hex() (text, error) {
	end := bytes.IndexByte(s.data[s.at:], '>')
	if end < 0 {
		return "", fmt.Errorf("the PDF ends in the middle of a text")
	}
	digits := bytes.Join(bytes.Fields(s.data[s.at+1:s.at+end]), nil)
	s.at += end + 1
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	b := make([]byte, len(digits)/2)
	for i := range b {
		c, err := strconv.ParseUint(string(digits[2*i:2*i+2]), 16, 8)
		if err != nil {
			return "", fmt.Errorf("the PDF has %q for a hexadecimal number", digits[2*i:2*i+2])
		}
		b[i] = byte(c)
	}
	return text(b), nil
}
